package parity.controllers;

import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.simp.annotation.SendToUser;
import org.springframework.stereotype.Controller;

/** Answers to the one session that asked, unless a method says otherwise. */
@Controller
@MessageMapping("/class-user/{at}")
@SendToUser(destinations = "/queue/of-class/{at}", broadcast = false)
public class ClassUserController {
  @MessageMapping("/plain")
  public String plain(String text) {
    return text;
  }

  @MessageMapping("/own")
  @SendTo("/sub/of-method/{at}")
  public String own(String text) {
    return text;
  }
}
