package parity.variants;

import org.springframework.messaging.simp.config.SimpleBrokerRegistration;

/** Subscriptions may carry a selector. */
public class Selectors extends Chat {

  @Override
  protected void simpleBroker(SimpleBrokerRegistration broker) {
    broker.setSelectorHeaderName("selector");
  }

}
