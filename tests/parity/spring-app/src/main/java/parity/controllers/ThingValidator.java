package parity.controllers;

import org.springframework.context.annotation.Configuration;
import org.springframework.validation.Errors;
import org.springframework.validation.Validator;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * A thing has a name. Spring takes the validator of MVC for messages too; Bean Validation has another package name in each version.
 */
@Configuration
public class ThingValidator implements WebMvcConfigurer, Validator {
  @Override
  public Validator getValidator() {
    return this;
  }

  @Override
  public boolean supports(Class<?> type) {
    return true;
  }

  @Override
  public void validate(Object target, Errors errors) {
    if (target instanceof Thing && ((Thing) target).name == null) errors.reject("name", "A thing has a name.");
  }
}
