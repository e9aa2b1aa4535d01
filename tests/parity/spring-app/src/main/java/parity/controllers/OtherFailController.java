package parity.controllers;

import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.stereotype.Controller;

/** Answers no exception itself. */
@Controller
@MessageMapping("/other-fail")
public class OtherFailController {
  @MessageMapping("/local/{at}")
  public String local(String text) {
    throw new LocalException(text);
  }

  @MessageMapping("/advised/{at}")
  public String advised(String text) {
    throw new AdvisedException(text);
  }

  @MessageMapping("/caused/{at}")
  public String caused(String text) {
    throw new IllegalStateException("outer", new AdvisedException(text));
  }
}
