%% 15d 10:40 maya: Ask checkout for the total
% branch checkout-total
=== src/api/checkout.ts
export interface Total {
  cents: number;
  discountCents: number;
}

/** What the basket costs, by the checkout service. */
export async function total(customer: string, get: typeof fetch = fetch): Promise<Total> {
  const answer = await get(`/api/checkout/total?customer=${encodeURIComponent(customer)}`);
  if (!answer.ok) throw new Error(`checkout answered ${answer.status}`);
  return (await answer.json()) as Total;
}
=== src/api/checkout.test.ts
import { expect, test } from "vitest";
import { total } from "./checkout";

test("an error of checkout is shown", async () => {
  const down = async () => new Response("", { status: 503 });
  await expect(total("ada", down)).rejects.toThrow("503");
});
%% 12d 09:10 maya: Merge pull request #102 from larkfield/checkout-total
% merge checkout-total
% body: Ask checkout for the total
% tag v3.10.0
%% 10d 11:25 priya: Say how much was saved
=== src/cart/saved.ts
import { money } from "../format/money";

/** The line under the total, or nothing when nothing was saved. */
export function saved(discountCents: number): string {
  return discountCents > 0 ? `You save ${money(discountCents)}` : "";
}
=== src/cart/saved.test.ts
import { expect, test } from "vitest";
import { saved } from "./saved";

test("says what was saved", () => {
  expect(saved(250)).toBe("You save 2.50 €");
  expect(saved(0)).toBe("");
});
%% 8d 14:50 maya: Show autumn on the first page
% branch autumn
=== src/pages/home.ts
export const banner = {
  title: "Autumn in the garden",
  text: "Bulbs, rakes and everything for the leaves.",
  link: "/autumn",
};
%% 7d 09:05 priya: Merge pull request #104 from larkfield/autumn
% merge autumn
% body: Show autumn on the first page
% tag v3.11.0
%% 5d 15:35 priya: Close the drawer with Escape
% branch drawer-escape
@@@ src/cart/drawer.ts
   close(): void {
     this.state = "closed";
   }
+
+  onKey(key: string): void {
+    if (key === "Escape") this.close();
+  }
@@@ src/cart/drawer.test.ts
+test("Escape closes the cart drawer", async () => {
+  const drawer = new Drawer(async () => {});
+  await drawer.open();
+  drawer.onKey("Escape");
+  expect(drawer.isOpen).toBe(false);
+});
+
 test("cart drawer closes", () => {
%% 3d 13:45 maya: Merge pull request #106 from larkfield/drawer-escape
% merge drawer-escape
% body: Close the drawer with Escape
% tag v3.12.0
%% 2d 10:55 maya: Name the pictures for screen readers
% branch alt-texts #107
=== src/pages/picture.ts
/** A picture always says what it shows. */
export function picture(source: string, shows: string): string {
  if (!shows) throw new Error(`say what ${source} shows`);
  return `<img src="${source}" alt="${shows.replaceAll('"', "&quot;")}" loading="lazy">`;
}
=== src/pages/picture.test.ts
import { expect, test } from "vitest";
import { picture } from "./picture";

test("a picture needs a text", () => {
  expect(() => picture("rake.webp", "")).toThrow("rake.webp");
});
