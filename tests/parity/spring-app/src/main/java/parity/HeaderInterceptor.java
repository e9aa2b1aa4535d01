package parity;

import java.security.Principal;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageDeliveryException;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.messaging.support.MessageHeaderAccessor;

/** Does what a frame asks for: {@code x-user: <name>} on CONNECT, {@code x-deny: plain|delivery|null} on any frame. */
public class HeaderInterceptor implements ChannelInterceptor {

  @Override
  public Message<?> preSend(Message<?> message, MessageChannel channel) {
    StompHeaderAccessor accessor = MessageHeaderAccessor.getAccessor(message, StompHeaderAccessor.class);
    if (accessor == null) return message;
    String user = accessor.getFirstNativeHeader("x-user");
    if (user != null && accessor.getMessageType() == SimpMessageType.CONNECT) accessor.setUser(new Person(user));
    String denial = accessor.getFirstNativeHeader("x-deny");
    if (denial == null) return message;
    switch (denial) {
      case "plain": throw new IllegalArgumentException("denied plain");
      case "delivery": throw new MessageDeliveryException("UNAUTHORIZED");
      default: return null;
    }
  }

  private static final class Person implements Principal {

    private final String name;

    Person(String name) {
      this.name = name;
    }

    @Override
    public String getName() {
      return name;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Person && ((Person) other).name.equals(name);
    }

    @Override
    public int hashCode() {
      return name.hashCode();
    }

  }

}
