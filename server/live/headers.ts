/** What every answer says to the browser: run this server's own files, and nothing else. */
import type { RequestHandler } from "express";

/** `self` covers the web socket too, except in Safari before 15.4, so the socket is named as well. */
function contentSecurityPolicy(host: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "manifest-src 'self'",
    `connect-src 'self' ws://${host} wss://${host}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** Stands behind the check of the host, whose name it repeats. */
export const securityHeaders: RequestHandler = (request, response, next) => {
  response.set({
    "Content-Security-Policy": contentSecurityPolicy(request.headers.host ?? ""),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
  });
  next();
};
