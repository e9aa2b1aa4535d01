package parity.variants;

import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.util.AntPathMatcher;

/** The separator of destinations is a dot. */
public class Dots extends Chat {

  @Override
  public void configureMessageBroker(MessageBrokerRegistry registry) {
    super.configureMessageBroker(registry);
    registry.setPathMatcher(new AntPathMatcher("."));
  }

}
