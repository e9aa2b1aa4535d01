package parity.controllers;

import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.stereotype.Controller;

/** Each method answers its own mapping, to /topic and the path. */
@Controller
public class RouteController {
  @MessageMapping("/route/exact")
  public String exact() {
    return "exact";
  }

  @MessageMapping("/route/{any}")
  public String any(@DestinationVariable("any") String any) {
    return "{any} " + any;
  }

  @MessageMapping("/most/**")
  public String mostRest() {
    return "/most/**";
  }

  @MessageMapping("/most/*")
  public String mostStar() {
    return "/most/*";
  }

  @MessageMapping("/most/a*")
  public String mostPrefix() {
    return "/most/a*";
  }

  @MessageMapping("/most/ab{rest}")
  public String mostVariable() {
    return "/most/ab{rest}";
  }

  @MessageMapping("/most/{a}/{b}")
  public String mostTwo() {
    return "/most/{a}/{b}";
  }

  @MessageMapping("/most/{a}/fixed")
  public String mostFixed() {
    return "/most/{a}/fixed";
  }

  @MessageMapping("/same/{a}")
  public String same() {
    return "/same/{a}";
  }

  @MessageMapping("/same/{n:[0-9]+}")
  public String sameNumber() {
    return "/same/{n:[0-9]+}";
  }

  @MessageMapping("/number/{n:[0-9]+}")
  public String number(@DestinationVariable("n") String n) {
    return "number " + n;
  }

  @MessageMapping("/file/{name:[a-z]+}.{extension}")
  public String file(
      @DestinationVariable("name") String name, @DestinationVariable("extension") String extension) {
    return name + " " + extension;
  }

  @MessageMapping("/add/{a}/{b}")
  public String add(@DestinationVariable("a") int a, @DestinationVariable("b") long b) {
    return String.valueOf(a + b);
  }

  @MessageMapping("/flag/{on}")
  public String flag(@DestinationVariable("on") boolean on) {
    return on ? "on" : "off";
  }

  @MessageMapping("/letter/a?c")
  public String letter() {
    return "/letter/a?c";
  }

  @MessageMapping("/rest/**")
  public String rest() {
    return "/rest/**";
  }

  @MessageMapping({"/either/one", "/either/two"})
  public String either() {
    return "either";
  }

  @MessageMapping("bare/word")
  public String bare() {
    return "bare";
  }

  @MessageMapping("/missing/{there}")
  @SendTo("/sub/missing/{there}")
  public String missing(@DestinationVariable("elsewhere") String elsewhere) {
    return elsewhere;
  }

  @MessageMapping("/void/{at}")
  @SendTo("/sub/void/{at}")
  public void nothing() {}
}
