package parity.controllers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.simp.annotation.SendToUser;
import org.springframework.messaging.simp.annotation.SubscribeMapping;
import org.springframework.stereotype.Controller;

/** What a subscriber hears at once. */
@Controller
public class FirstController {
  @SubscribeMapping("/init")
  public Thing init() {
    return Thing.of(1, "init");
  }

  @SubscribeMapping("/first/text/{at}")
  public String text(@DestinationVariable("at") String at) {
    return "first " + at;
  }

  @SubscribeMapping("/first/bytes/{at}")
  public byte[] bytes() {
    return "first".getBytes(UTF_8);
  }

  @SubscribeMapping("/first/map/{at}")
  public Map<String, Object> map() {
    return new TreeMap<>(Map.of("rooms", List.of("a", "b"), "size", 2));
  }

  @SubscribeMapping("/first/null/{at}")
  public Thing nothing() {
    return null;
  }

  @SubscribeMapping("/first/void/{at}")
  public void none() {}

  @SubscribeMapping("/first/later/{at}")
  public CompletableFuture<Thing> later() {
    return CompletableFuture.completedFuture(Thing.of(5, "later"));
  }

  @SubscribeMapping("/first/exact/fixed")
  public String fixed() {
    return "fixed";
  }

  @SubscribeMapping("/first/exact/{at}")
  public String variable(@DestinationVariable("at") String at) {
    return "variable " + at;
  }

  @SubscribeMapping("/first/number/{n:[0-9]+}")
  public int number(@DestinationVariable("n") int n) {
    return n + 1;
  }

  @SubscribeMapping("/first/arguments/{at}")
  public String arguments(
      @Header(name = "x-one", required = false) String one, Principal principal) {
    return one + " " + (principal == null ? "nobody" : principal.getName());
  }

  @SubscribeMapping("/first/elsewhere/{at}")
  @SendTo("/sub/elsewhere/{at}")
  public String elsewhere() {
    return "elsewhere";
  }

  @SubscribeMapping("/first/default/{at}")
  @SendTo
  public String defaultTopic() {
    return "default";
  }

  @SubscribeMapping("/first/user/{at}")
  @SendToUser("/queue/first/{at}")
  public String user() {
    return "user";
  }

  @SubscribeMapping("/first/failing/{at}")
  public String failing() {
    throw new LocalException("first");
  }

  @SubscribeMapping("/two-faces/{at}")
  public String subscribed() {
    return "subscribed";
  }

  @MessageMapping("/two-faces/{at}")
  public String sent() {
    return "sent";
  }

  @MessageExceptionHandler(LocalException.class)
  public String failed(LocalException error) {
    return "failed " + error.getMessage();
  }
}
