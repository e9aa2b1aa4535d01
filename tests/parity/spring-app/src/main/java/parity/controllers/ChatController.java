package parity.controllers;

import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.stereotype.Controller;

/** What a chat tutorial has. */
@Controller
public class ChatController {
  private final SimpMessagingTemplate template;

  public ChatController(SimpMessagingTemplate template) {
    this.template = template;
  }

  @MessageMapping("/chat/message")
  public void message(ChatMessage message) {
    template.convertAndSend("/sub/chat/room/" + message.roomId, message);
  }

  @MessageMapping("/room/{id}")
  @SendTo("/sub/room/{id}")
  public String room(@DestinationVariable("id") String id, String text) {
    return id + ":" + text;
  }

  @MessageMapping({"/echo", "/echo/{at}"})
  public String echo(String text) {
    return text;
  }
}
