package parity.controllers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.stereotype.Controller;

/** What a body becomes, by the type of the parameter. */
@Controller
@MessageMapping("/take")
@SendTo("/sub/took/{at}")
public class TakeController {
  @MessageMapping("/thing/{at}")
  public Thing thing(Thing thing) {
    return thing;
  }

  @MessageMapping("/text/{at}")
  public String text(String text) {
    return "[" + text + "]";
  }

  @MessageMapping("/bytes/{at}")
  public String bytes(byte[] bytes) {
    return bytes.length + ":" + new String(bytes, UTF_8);
  }

  @MessageMapping("/map/{at}")
  public Map<String, Object> map(@Payload Map<String, Object> map) {
    return map;
  }

  @MessageMapping("/list/{at}")
  public List<Thing> list(@Payload List<Thing> list) {
    return list;
  }

  @MessageMapping("/number/{at}")
  public Long number(@Payload Long number) {
    return number;
  }

  @MessageMapping("/optional/{at}")
  public String optional(@Payload(required = false) Thing thing) {
    return thing == null ? "none" : "a thing";
  }

  @MessageMapping("/optional-text/{at}")
  public String optionalText(@Payload(required = false) String text) {
    return text == null ? "none" : "[" + text + "]";
  }

  @MessageMapping("/message/{at}")
  public String message(Message<String> message) {
    return "[" + message.getPayload() + "]";
  }

  @MessageMapping("/nothing/{at}")
  public String nothing() {
    return "called";
  }
}
