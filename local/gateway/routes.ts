import { decode } from './http.ts';

/** A route as the gateway needs it. The routes of the API's table have this form. */
export interface GatewayRoute {
  readonly method: string;
  /** A template: `/seller/applications/{id}`. */
  readonly path: string;
  /** The function that answers. */
  readonly function: string;
  /** Whom it is for; without one the route is public, and needs no token. */
  readonly role?: string;
}

/** The route for a request, with the parameters of its path, decoded. */
export interface Match<Route extends GatewayRoute> {
  readonly route: Route;
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * Finds the route for a method and a path (still percent-encoded). The function it returns throws a `Problem` when the
 * encoding is malformed.
 */
export function router<Route extends GatewayRoute>(routes: readonly Route[]) {
  const byShape = new Map<string, { route: Route; segments: string[] }[]>();
  const shape = (method: string, segments: string[]) => `${method} ${segments.length}`;
  for (const route of routes) {
    const segments = route.path.split('/');
    const key = shape(route.method, segments);
    byShape.set(key, [...(byShape.get(key) ?? []), { route, segments }]);
  }
  // As API Gateway: a literal segment goes before a parameter.
  const literals = ({ segments }: { segments: string[] }) => segments.filter((segment) => !isParameter(segment)).length;
  for (const candidates of byShape.values()) candidates.sort((a, b) => literals(b) - literals(a));

  return (method: string, path: string): Match<Route> | undefined => {
    const sent = path.split('/').map((segment) => decode(segment, 'path'));
    for (const { route, segments } of byShape.get(shape(method, sent)) ?? []) {
      const parameters = matchSegments(segments, sent);
      if (parameters) return { route, parameters };
    }
    return undefined;
  };
}

function matchSegments(template: string[], sent: string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [i, segment] of template.entries()) {
    const value = sent[i] ?? '';
    if (!isParameter(segment)) {
      if (segment !== value) return undefined;
    } else if (value === '') return undefined;
    else parameters[segment.slice(1, -1)] = value;
  }
  return parameters;
}

const isParameter = (segment: string) => segment.startsWith('{') && segment.endsWith('}');
