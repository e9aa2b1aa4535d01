package parity.controllers;

import java.util.concurrent.CompletableFuture;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.simp.annotation.SendToUser;
import org.springframework.stereotype.Controller;

/** What becomes of exceptions: LocalException and what it holds are answered here, others by the advice or not at all. */
@Controller
@MessageMapping("/fail")
public class FailController {
  @MessageMapping("/local/{at}")
  public String local(String text) {
    throw new LocalException(text);
  }

  @MessageMapping("/special/{at}")
  public String special(String text) {
    throw new SpecialException(text);
  }

  @MessageMapping("/caused/{at}")
  public String caused(String text) {
    throw new IllegalArgumentException("outer", new LocalException(text));
  }

  @MessageMapping("/topic/{at}")
  public String topic() {
    throw new IndexOutOfBoundsException("topic");
  }

  @MessageMapping("/named/{at}")
  public String named() {
    throw new ArithmeticException("named");
  }

  @MessageMapping("/again/{at}")
  public String again() {
    throw new ClassCastException("again");
  }

  @MessageMapping("/silent/{at}")
  public String silent() {
    throw new NegativeArraySizeException("silent");
  }

  @MessageMapping("/everybody/{at}")
  public String everybody() {
    throw new ArrayStoreException("everybody");
  }

  @MessageMapping("/later/{at}")
  public CompletableFuture<String> later(String text) {
    return CompletableFuture.failedFuture(new LocalException(text));
  }

  @MessageMapping("/unhandled/{at}")
  public String unhandled() {
    throw new UnsupportedOperationException("unhandled");
  }

  @MessageMapping("/advised/{at}")
  public String advised(String text) {
    throw new AdvisedException(text);
  }

  @MessageMapping("/body/{at}")
  public Thing body(Thing thing) {
    return thing;
  }

  @MessageExceptionHandler
  @SendToUser(destinations = "/queue/errors", broadcast = false)
  public String onLocal(LocalException error) {
    return "local " + error.getMessage();
  }

  @MessageExceptionHandler
  @SendToUser(destinations = "/queue/errors", broadcast = false)
  public String onSpecial(SpecialException error) {
    return "special " + error.getMessage();
  }

  @MessageExceptionHandler(IndexOutOfBoundsException.class)
  public String onTopic() {
    return "to the default topic";
  }

  @MessageExceptionHandler(ArithmeticException.class)
  @SendTo("/sub/failed/{at}")
  public Thing onNamed(
      @DestinationVariable("at") String at, @Header(name = "x-one", required = false) String one) {
    return Thing.of(1, at + " " + one);
  }

  @MessageExceptionHandler(ClassCastException.class)
  public String onAgain() {
    throw new IllegalStateException("the handler fails too");
  }

  @MessageExceptionHandler(NegativeArraySizeException.class)
  @SendToUser(destinations = "/queue/errors", broadcast = false)
  public String onSilent() {
    return null;
  }

  @MessageExceptionHandler(ArrayStoreException.class)
  @SendToUser("/queue/errors")
  public String onEverybody() {
    return "everybody";
  }

  @MessageExceptionHandler(MessageConversionException.class)
  @SendToUser(destinations = "/queue/errors", broadcast = false)
  public String onBody() {
    return "not understood";
  }
}
