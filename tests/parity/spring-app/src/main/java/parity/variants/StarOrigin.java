package parity.variants;

import org.springframework.web.socket.config.annotation.StompWebSocketEndpointRegistration;

/** Any origin, as it was said before patterns. */
public class StarOrigin extends Chat {

  @Override
  protected StompWebSocketEndpointRegistration origins(StompWebSocketEndpointRegistration endpoint) {
    return endpoint.setAllowedOrigins("*");
  }

}
