package parity.controllers;

public class AdvisedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public AdvisedException(String message) {
    super(message);
  }
}
