package parity.controllers;

import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;
import org.springframework.messaging.simp.annotation.SendToUser;
import org.springframework.stereotype.Controller;
import org.springframework.validation.annotation.Validated;

/** Bodies that are checked before the method is called; see ThingValidator. */
@Controller
public class CheckedController {
  @MessageMapping("/checked/{at}")
  @SendTo("/sub/checked/{at}")
  public Thing checked(@Validated Thing thing) {
    return thing;
  }

  @MessageExceptionHandler(MethodArgumentNotValidException.class)
  @SendToUser(destinations = "/queue/errors", broadcast = false)
  public String invalid(MethodArgumentNotValidException error) {
    return error.getBindingResult() == null ? "missing" : "invalid";
  }
}
