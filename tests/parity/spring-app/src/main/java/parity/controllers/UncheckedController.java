package parity.controllers;

import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.stereotype.Controller;
import org.springframework.validation.annotation.Validated;

/** As CheckedController, but nothing answers the exception. */
@Controller
public class UncheckedController {
  @MessageMapping("/unanswered/{at}")
  @SendTo("/sub/unanswered/{at}")
  public Thing unanswered(@Validated Thing thing) {
    return thing;
  }
}
