package parity.controllers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.stereotype.Controller;

/** What a returned value becomes on the wire. */
@Controller
@MessageMapping("/give")
@SendTo("/sub/gave/{at}")
public class GiveController {
  @MessageMapping("/text/{at}")
  public String text() {
    return "say \"hi\", 안녕 😀";
  }

  @MessageMapping("/empty-text/{at}")
  public String emptyText() {
    return "";
  }

  @MessageMapping("/bytes/{at}")
  public byte[] bytes() {
    return "bytes".getBytes(UTF_8);
  }

  @MessageMapping("/empty-bytes/{at}")
  public byte[] emptyBytes() {
    return new byte[0];
  }

  @MessageMapping("/thing/{at}")
  public Thing thing() {
    return Thing.of(3, "셋 😀 \"three\" </b>");
  }

  @MessageMapping("/unsorted/{at}")
  public Unsorted unsorted() {
    return new Unsorted();
  }

  @MessageMapping("/null/{at}")
  public String nothing() {
    return null;
  }

  @MessageMapping("/map/{at}")
  public Map<String, Object> map() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("b", 1);
    map.put("a", null);
    map.put("list", List.of("x", "y"));
    return map;
  }

  @MessageMapping("/empty-map/{at}")
  public Map<String, Object> emptyMap() {
    return Collections.emptyMap();
  }

  @MessageMapping("/list/{at}")
  public List<Object> list() {
    return List.of(1, "two", true, List.of());
  }

  @MessageMapping("/number/{at}")
  public int number() {
    return 42;
  }

  @MessageMapping("/decimal/{at}")
  public Double decimal() {
    return 1.5;
  }

  @MessageMapping("/boolean/{at}")
  public boolean flag() {
    return true;
  }

  @MessageMapping("/later/{at}")
  public CompletableFuture<Thing> later() {
    return CompletableFuture.supplyAsync(
        () -> Thing.of(4, "later"), CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS));
  }

  @MessageMapping("/later-null/{at}")
  public CompletableFuture<String> laterNull() {
    return CompletableFuture.completedFuture(null);
  }

  @MessageMapping("/later-failed/{at}")
  public CompletableFuture<String> laterFailed() {
    return CompletableFuture.failedFuture(new UnsupportedOperationException("later"));
  }
}
