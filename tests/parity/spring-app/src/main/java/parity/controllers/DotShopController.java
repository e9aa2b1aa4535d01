package parity.controllers;

import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.stereotype.Controller;

/** For the separator `.`: class and method are joined by it. */
@Controller
@MessageMapping("shop")
public class DotShopController {
  @MessageMapping("buy.{what}")
  public String buy(@DestinationVariable("what") String what) {
    return "bought " + what;
  }

  @MessageMapping("all.**")
  public String all() {
    return "all";
  }
}
