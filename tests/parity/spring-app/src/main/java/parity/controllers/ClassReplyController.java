package parity.controllers;

import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.simp.annotation.SendToUser;
import org.springframework.messaging.simp.annotation.SubscribeMapping;
import org.springframework.stereotype.Controller;

/** Where a returned value goes when the class says so, and when the method says otherwise. */
@Controller
@MessageMapping("/class-reply/{at}")
@SendTo("/sub/of-class/{at}")
public class ClassReplyController {
  @MessageMapping("/plain")
  public String plain(String text) {
    return text;
  }

  @MessageMapping("/own")
  @SendTo("/sub/of-method/{at}")
  public String own(String text) {
    return text;
  }

  @MessageMapping("/empty")
  @SendTo
  public String empty(String text) {
    return text;
  }

  @MessageMapping("/user")
  @SendToUser("/queue/of-method/{at}")
  public String user(String text) {
    return text;
  }

  @MessageMapping("/user-default")
  @SendToUser
  public String userDefault(String text) {
    return text;
  }

  @SubscribeMapping("/first")
  public String first() {
    return "first";
  }
}
