package parity.controllers;

import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.simp.annotation.SendToUser;
import org.springframework.stereotype.Controller;

/** Where a returned value goes, by what stands at the method. */
@Controller
public class ReplyController {
  @MessageMapping("/reply/two/{at}")
  @SendTo({"/sub/first/{at}", "/sub/second/{at}"})
  public String two(String text) {
    return text;
  }

  @MessageMapping("/reply/empty/{at}")
  @SendTo
  public String empty(String text) {
    return text;
  }

  @MessageMapping("/reply/unknown/{at}")
  @SendTo({"/sub/known/{at}", "/sub/unknown/{nowhere}"})
  public String unknown(String text) {
    return text;
  }

  @MessageMapping("/reply/elsewhere/{at}")
  @SendTo({"/elsewhere/{at}", "/sub/elsewhere/{at}"})
  public String elsewhere(String text) {
    return text;
  }

  @MessageMapping("/reply/application/{at}")
  @SendTo("/pub/echo/{at}")
  public String application(String text) {
    return text;
  }

  @MessageMapping("/reply/pattern/{at}")
  @SendTo("/sub/pattern/{at}/*")
  public String pattern(String text) {
    return text;
  }

  @MessageMapping("/reply/to-name/{name}")
  @SendTo("/user/{name}/queue/named")
  public String toName(String text) {
    return text;
  }

  @MessageMapping("/reply/user/{at}")
  @SendToUser("/queue/me/{at}")
  public String user(String text) {
    return text;
  }

  @MessageMapping("/reply/user-one/{at}")
  @SendToUser(destinations = "/queue/me/{at}", broadcast = false)
  public String userOne(String text) {
    return text;
  }

  @MessageMapping("/reply/user-default/{at}")
  @SendToUser
  public String userDefault(String text) {
    return text;
  }

  @MessageMapping("/reply/user-two/{at}")
  @SendToUser({"/queue/me/{at}", "/queue/too/{at}"})
  public String userTwo(String text) {
    return text;
  }

  @MessageMapping("/reply/user-sub/{at}")
  @SendToUser("/sub/me/{at}")
  public String userSub(String text) {
    return text;
  }

  @MessageMapping("/reply/user-null/{at}")
  @SendToUser("/queue/me/{at}")
  public String userNull() {
    return null;
  }

  @MessageMapping("/reply/both/{at}")
  @SendTo({"/sub/first/{at}", "/sub/second/{at}"})
  @SendToUser("/queue/me/{at}")
  public String both(String text) {
    return text;
  }

  @MessageMapping("/reply/both-default/{at}")
  @SendTo
  @SendToUser
  public String bothDefault(String text) {
    return text;
  }
}
