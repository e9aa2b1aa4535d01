package parity.controllers;

import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.simp.annotation.SubscribeMapping;
import org.springframework.stereotype.Controller;

/** Mappings of a class and of its methods together, variables in both. */
@Controller
@MessageMapping({"/house/{house}", "/home/{house}"})
public class HouseController {
  @MessageMapping("/floor/{floor}")
  public String floor(
      @DestinationVariable("house") String house, @DestinationVariable("floor") String floor) {
    return house + " " + floor;
  }

  @MessageMapping("door")
  public String door(@DestinationVariable("house") String house) {
    return "door " + house;
  }

  @MessageMapping
  public String whole(@DestinationVariable("house") String house) {
    return "whole " + house;
  }

  @SubscribeMapping("/bell")
  public String bell(@DestinationVariable("house") String house) {
    return "bell " + house;
  }
}
