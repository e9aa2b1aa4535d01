package parity.controllers;

import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.support.NativeMessageHeaderAccessor;
import org.springframework.stereotype.Controller;

/** What else a method can ask for. */
@Controller
@MessageMapping("/ask")
@SendTo("/sub/asked/{at}")
public class ArgumentController {
  @MessageMapping("/header/{at}")
  public String header(@Header("x-one") String one) {
    return "[" + one + "]";
  }

  @MessageMapping("/optional-header/{at}")
  public String optionalHeader(@Header(name = "x-one", required = false) String one) {
    return one == null ? "none" : "[" + one + "]";
  }

  @MessageMapping("/default-header/{at}")
  public String defaultHeader(@Header(name = "x-one", defaultValue = "otherwise") String one) {
    return "[" + one + "]";
  }

  @MessageMapping("/number-header/{at}")
  public String numberHeader(@Header("x-number") int number) {
    return String.valueOf(number + 1);
  }

  @MessageMapping("/list-header/{at}")
  public List<String> listHeader(@Header("x-one") List<String> ones) {
    return ones;
  }

  @MessageMapping("/known-headers/{at}")
  public List<Object> knownHeaders(
      @Header("destination") String destination,
      @Header("simpDestination") String simpDestination,
      @Header("simpSessionId") String sessionId) {
    return List.of(destination, simpDestination, !sessionId.isEmpty());
  }

  @MessageMapping("/headers/{at}")
  public Object headers(@Headers Map<String, Object> headers) {
    Map<?, ?> ofTheFrame = (Map<?, ?>) headers.get(NativeMessageHeaderAccessor.NATIVE_HEADERS);
    return new TreeMap<>(ofTheFrame);
  }

  @MessageMapping("/accessor/{at}")
  public String accessor(SimpMessageHeaderAccessor accessor) {
    return accessor.getDestination() + " " + accessor.getFirstNativeHeader("x-one");
  }

  @MessageMapping("/message/{at}")
  public String message(Message<byte[]> message) {
    return message.getPayload().length + " bytes";
  }

  @MessageMapping("/principal/{at}")
  public String principal(Principal principal) {
    return principal == null ? "nobody" : principal.getName();
  }
}
