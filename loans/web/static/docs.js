"use strict";
// The documentation can be tried out: writes get a fresh Idempotency-Key and, once signed in, the CSRF token.
let csrfToken = "";

window.ui = SwaggerUIBundle({
  url: "/api/v1/openapi.json",
  dom_id: "#docs",
  deepLinking: true,
  docExpansion: "none",
  requestInterceptor: (request) => {
    const write = request.method && !["GET", "HEAD"].includes(request.method.toUpperCase());
    if (write && csrfToken) request.headers["X-CSRF-Token"] = csrfToken;
    if (write && !request.headers["Idempotency-Key"]) request.headers["Idempotency-Key"] = crypto.randomUUID();
    return request;
  },
  responseInterceptor: (response) => {
    if (response.body && response.body.csrf_token) csrfToken = response.body.csrf_token;
    return response;
  },
});
