package org.luer.gateway.pull;

import ca.uhn.fhir.rest.server.exceptions.PayloadTooLargeException;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;

/** The body of a request, refused where it becomes too large to be kept in memory. */
final class BoundedBody extends ServletInputStream {
  private final ServletInputStream body;
  private int left;

  /**
   * A body.
   *
   * @param limit in bytes
   */
  BoundedBody(ServletInputStream body, int limit) {
    this.body = body;
    this.left = limit;
  }

  @Override
  public int read() throws IOException {
    int one = body.read();
    count(one < 0 ? 0 : 1);
    return one;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    int read = body.read(into, from, length);
    count(Math.max(read, 0));
    return read;
  }

  private void count(int bytes) {
    left -= bytes;
    if (left < 0) {
      throw new PayloadTooLargeException("The body is larger than the gateway takes.");
    }
  }

  @Override
  public boolean isFinished() {
    return body.isFinished();
  }

  @Override
  public boolean isReady() {
    return body.isReady();
  }

  @Override
  public void setReadListener(ReadListener listener) {
    body.setReadListener(listener);
  }
}
