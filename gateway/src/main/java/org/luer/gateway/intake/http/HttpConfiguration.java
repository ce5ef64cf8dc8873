package org.luer.gateway.intake.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.enums.SecuritySchemeType;
import io.swagger.v3.oas.annotations.info.Info;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.security.SecurityScheme;
import org.luer.gateway.access.Answers;
import org.luer.gateway.access.Caller;
import org.luer.gateway.partner.Settings;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** What the OpenAPI document says about the API as a whole. */
@Configuration(proxyBeanMethods = false)
@OpenAPIDefinition(
    info =
        @Info(
            title = "Luer",
            version = "v1",
            description =
                "Records of the clinic in, messages and their fate out. Errors are RFC 9457 problems."),
    security = @SecurityRequirement(name = "token"))
@SecurityScheme(name = "token", type = SecuritySchemeType.HTTP, scheme = "bearer")
class HttpConfiguration implements WebMvcConfigurer {
  static {
    SpringDocUtils.getConfig().addRequestWrapperToIgnore(Caller.class);
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(new QueryParameters()).addPathPatterns("/api/v1/**");
  }

  /** Behind the security filters: strangers take no room. */
  @Bean
  FilterRegistrationBean<Pressure> pressure(Settings settings, ObjectMapper json) {
    var filter = new FilterRegistrationBean<>(new Pressure(settings.http(), new Answers(json)));
    filter.addUrlPatterns("/api/*", "/fhir", "/fhir/*");
    return filter;
  }
}
