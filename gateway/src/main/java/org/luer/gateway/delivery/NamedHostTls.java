package org.luer.gateway.delivery;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import org.apache.camel.component.netty.ClientInitializerFactory;
import org.apache.camel.component.netty.DefaultClientInitializerFactory;
import org.apache.camel.component.netty.NettyProducer;

/**
 * TLS to a partner that checks whether the certificate names the host of the address.
 *
 * <p>Camel's option {@code hostnameVerification} does not tell the engine the host, so that every
 * certificate would be refused; this puts an engine in its place that knows it.
 */
final class NamedHostTls extends ClientInitializerFactory {
  /** Registry name for the option {@code clientInitializerFactory}. */
  static final String NAME = "mllpNamedHostTls";

  @Override
  public ClientInitializerFactory createPipelineFactory(NettyProducer producer) {
    return new Initializer(producer);
  }

  @Override
  protected void initChannel(Channel channel) {
    throw new IllegalStateException("makes factories only");
  }

  private static final class Initializer extends DefaultClientInitializerFactory {
    private static final String SSL = "ssl";

    private final NettyProducer producer;
    private final SSLContext context;

    Initializer(NettyProducer producer) {
      super(producer);
      this.producer = producer;
      try {
        context =
            producer
                .getConfiguration()
                .getSslContextParameters()
                .createSSLContext(producer.getContext());
      } catch (GeneralSecurityException | java.io.IOException e) {
        throw new IllegalStateException("the TLS files cannot be used", e);
      }
    }

    @Override
    protected void initChannel(Channel channel) throws Exception {
      super.initChannel(channel);
      var to = producer.getConfiguration();
      var engine = context.createSSLEngine(to.getHost(), to.getPort());
      engine.setUseClientMode(true);
      engine.setEnabledProtocols(to.getEnabledProtocols().split(","));
      var parameters = engine.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      engine.setSSLParameters(parameters);
      channel.pipeline().replace(SSL, SSL, new SslHandler(engine));
    }
  }
}
