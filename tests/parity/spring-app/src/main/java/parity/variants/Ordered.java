package parity.variants;

import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;

/** Frames of a session in their order, both ways. Since 6.1. */
public class Ordered extends Chat {

  @Override
  public void registerStompEndpoints(StompEndpointRegistry registry) {
    super.registerStompEndpoints(registry);
    registry.setPreserveReceiveOrder(true);
  }

  @Override
  public void configureMessageBroker(MessageBrokerRegistry registry) {
    super.configureMessageBroker(registry);
    registry.setPreservePublishOrder(true);
  }

}
