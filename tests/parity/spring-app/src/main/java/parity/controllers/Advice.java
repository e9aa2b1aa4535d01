package parity.controllers;

import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.simp.annotation.SendToUser;
import org.springframework.web.bind.annotation.ControllerAdvice;

/** For the exceptions that no controller answers itself. */
@ControllerAdvice
public class Advice {
  @MessageExceptionHandler(AdvisedException.class)
  @SendToUser(destinations = "/queue/errors", broadcast = false)
  public String onAdvised(AdvisedException error) {
    return "advice " + error.getMessage();
  }

  @MessageExceptionHandler(LocalException.class)
  @SendToUser(destinations = "/queue/errors", broadcast = false)
  public String onLocal(LocalException error) {
    return "advice for local " + error.getMessage();
  }
}
