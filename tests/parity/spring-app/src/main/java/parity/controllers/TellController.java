package parity.controllers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.stereotype.Controller;

/** What code of the application sends of its own accord. */
@Controller
@MessageMapping("/tell")
public class TellController {
  private final SimpMessagingTemplate template;

  public TellController(SimpMessagingTemplate template) {
    this.template = template;
  }

  @MessageMapping("/text/{at}")
  public void text(@DestinationVariable("at") String at, String text) {
    template.convertAndSend("/sub/told/" + at, text);
  }

  @MessageMapping("/thing/{at}")
  public void thing(@DestinationVariable("at") String at) {
    template.convertAndSend("/sub/told/" + at, Thing.of(2, at));
  }

  @MessageMapping("/bytes/{at}")
  public void bytes(@DestinationVariable("at") String at) {
    template.convertAndSend("/sub/told/" + at, "told".getBytes(UTF_8));
  }

  @MessageMapping("/headers/{at}")
  public void headers(@DestinationVariable("at") String at, String text) {
    Map<String, Object> headers = new LinkedHashMap<>();
    headers.put("x-one", "1");
    headers.put("x:two", "a:b\nc");
    template.convertAndSend("/sub/told/" + at, text, headers);
  }

  @MessageMapping("/content-type/{at}")
  public void contentType(@DestinationVariable("at") String at, String text) {
    template.convertAndSend("/sub/told/" + at, text, Map.of("content-type", "text/html"));
  }

  @MessageMapping("/reserved-headers/{at}")
  public void reservedHeaders(@DestinationVariable("at") String at, String text) {
    Map<String, Object> headers = new LinkedHashMap<>();
    headers.put("message-id", "mine");
    headers.put("subscription", "evil");
    headers.put("content-length", "1");
    template.convertAndSend("/sub/told/" + at, text, headers);
  }

  @MessageMapping("/twice/{at}")
  public void twice(@DestinationVariable("at") String at, String text) {
    template.convertAndSend("/sub/told/" + at, text);
    template.convertAndSend("/sub/told-too/" + at, text);
  }

  @MessageMapping("/application/{at}")
  public void application(@DestinationVariable("at") String at, String text) {
    template.convertAndSend("/pub/echo/" + at, text);
  }

  @MessageMapping("/user/{at}")
  public void user(@DestinationVariable("at") String at, @Header("x-to") String name, String text) {
    template.convertAndSendToUser(name, "/queue/told/" + at, text);
  }

  @MessageMapping("/user-thing/{at}")
  public void userThing(@DestinationVariable("at") String at, @Header("x-to") String name) {
    template.convertAndSendToUser(name, "/queue/told/" + at, Thing.of(6, name));
  }

  @MessageMapping("/user-headers/{at}")
  public void userHeaders(
      @DestinationVariable("at") String at, @Header("x-to") String name, String text) {
    template.convertAndSendToUser(name, "/queue/told/" + at, text, Map.of("x-one", "1"));
  }

  @MessageMapping("/user-session/{at}")
  public void userSession(
      @DestinationVariable("at") String at,
      @Header("x-to") String name,
      @Header("simpSessionId") String sessionId,
      String text) {
    template.convertAndSendToUser(name, "/queue/told/" + at, text, inSession(sessionId));
  }

  @MessageMapping("/session/{at}")
  public void session(
      @DestinationVariable("at") String at, @Header("simpSessionId") String sessionId, String text) {
    template.convertAndSendToUser(sessionId, "/queue/told/" + at, text, inSession(sessionId));
  }

  @MessageMapping("/session-without-header/{at}")
  public void sessionWithoutHeader(
      @DestinationVariable("at") String at, @Header("simpSessionId") String sessionId, String text) {
    template.convertAndSendToUser(sessionId, "/queue/told/" + at, text);
  }

  @MessageMapping("/user-destination/{at}")
  public void userDestination(
      @DestinationVariable("at") String at, @Header("x-to") String name, String text) {
    template.convertAndSend("/user/" + name + "/queue/told/" + at, text);
  }

  private static MessageHeaders inSession(String sessionId) {
    SimpMessageHeaderAccessor accessor = SimpMessageHeaderAccessor.create(SimpMessageType.MESSAGE);
    accessor.setSessionId(sessionId);
    accessor.setLeaveMutable(true);
    return accessor.getMessageHeaders();
  }
}
