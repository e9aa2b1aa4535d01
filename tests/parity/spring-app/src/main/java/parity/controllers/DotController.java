package parity.controllers;

import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.simp.annotation.SubscribeMapping;
import org.springframework.stereotype.Controller;

/** For the separator `.`. */
@Controller
public class DotController {
  @MessageMapping("red.{c}")
  @SendTo("/sub/color.{c}")
  public String red(@DestinationVariable("c") String color) {
    return "red " + color;
  }

  @MessageMapping("plain.{c}")
  public String plain(@DestinationVariable("c") String c) {
    return "plain " + c;
  }

  @SubscribeMapping("first.{c}")
  public String first(@DestinationVariable("c") String c) {
    return "first " + c;
  }
}
