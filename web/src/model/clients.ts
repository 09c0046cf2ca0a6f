/** A browser by the name that people know it by. */
export function clientOf(agent: string): string {
  const browser = [
    ['Firefox', /Firefox\/(\d+)/],
    ['Edge', /Edg\/(\d+)/],
    ['Chrome', /Chrom(?:e|ium)\/(\d+)/],
    ['Safari', /Version\/(\d+).*Safari/],
  ] as const;
  const system = /Windows|Mac OS X|Android|iPhone|iPad|Linux/.exec(agent)?.[0]?.replace('Mac OS X', 'macOS');
  for (const [name, form] of browser) {
    const found = form.exec(agent);
    if (found) return [`${name} ${found[1]}`, system].filter(Boolean).join(', ');
  }
  return agent;
}
