package parity.variants;

import org.springframework.web.socket.config.annotation.StompWebSocketEndpointRegistration;

/** No origin is allowed but its own. */
public class SameOrigin extends Chat {

  @Override
  protected StompWebSocketEndpointRegistration origins(StompWebSocketEndpointRegistration endpoint) {
    return endpoint;
  }

}
