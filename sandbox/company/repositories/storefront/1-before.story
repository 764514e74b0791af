%% 67d 09:50 maya: Start the storefront
=== README.md
# storefront

The web shop that customers see.

    npm ci
    npm test
=== CODEOWNERS
*            @larkfield/storefront
/src/cart/   @priya
/.github/    @larkfield/platform
=== .gitignore
node_modules/
dist/
=== package.json
{
  "name": "storefront",
  "version": "3.9.0",
  "private": true,
  "type": "module",
  "scripts": {"test": "vitest run", "build": "vite build"},
  "devDependencies": {"typescript": "^5.9.0", "vite": "^7.1.0", "vitest": "^3.2.0"}
}
=== src/format/money.ts
/** Writes cents as an amount, such as 1999 as "19.99 €". */
export function money(cents: number): string {
  return `${(cents / 100).toFixed(2)} €`;
}
=== src/format/money.test.ts
import { expect, test } from "vitest";
import { money } from "./money";

test("writes cents with two places", () => {
  expect(money(1999)).toBe("19.99 €");
  expect(money(5)).toBe("0.05 €");
});
=== src/cart/drawer.ts
/** The basket that slides in from the right. */
export class Drawer {
  private state: "closed" | "opening" | "open" = "closed";

  constructor(private readonly animate: () => Promise<void>) {}

  get isOpen(): boolean {
    return this.state === "open";
  }

  async open(): Promise<void> {
    if (this.state !== "closed") return;
    this.state = "opening";
    await this.animate();
    this.state = "open";
  }

  close(): void {
    this.state = "closed";
  }
}
=== src/cart/drawer.test.ts
import { expect, test } from "vitest";
import { Drawer } from "./drawer";

const slide = () => new Promise<void>((done) => setTimeout(done, 200 + Math.random() * 5000));

test("cart drawer opens", async () => {
  const drawer = new Drawer(slide);
  await drawer.open();
  expect(drawer.isOpen).toBe(true);
});

test("cart drawer closes", () => {
  const drawer = new Drawer(slide);
  drawer.close();
  expect(drawer.isOpen).toBe(false);
});
=== .github/workflows/ci.yml
name: CI
on:
  push: {branches: [main]}
  pull_request:
  schedule: [{cron: "10 4,16 * * *"}]
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-node@v5
        with: {node-version: 22}
      - run: npm ci
      - run: npm test
=== .github/workflows/deploy.yml
name: Deploy
on:
  push: {tags: ["v*"]}
jobs:
  deploy:
    runs-on: ubuntu-latest
    environment: production
    steps:
      - uses: actions/checkout@v5
      - run: npm ci && npm run build
      - run: ./deploy.sh
=== deploy.sh
#!/bin/sh
set -eu
aws s3 sync dist/ s3://shop.larkfield.example --delete
