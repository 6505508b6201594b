import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import { connection } from "next/server";
import type { ReactNode } from "react";
import { parseTheme, themeCookie } from "@/components/shell/theme";
import { LiveRegion } from "@/components/ui/live-region";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Drawbridge", template: "%s · Drawbridge" },
  description: "Connect production clusters to your own network, with a person's approval.",
  robots: { index: false, follow: false },
};

export const viewport: Viewport = { width: "device-width", initialScale: 1, colorScheme: "light dark" };

export default async function RootLayout({ children }: { children: ReactNode }) {
  // A prerendered page cannot carry the nonce of the request, and without it no script would run.
  await connection();
  const theme = parseTheme((await cookies()).get(themeCookie)?.value);
  return (
    <html
      lang="en"
      data-theme={theme === "system" ? undefined : theme}
      data-server-time={Date.now()}
      suppressHydrationWarning
    >
      <body>
        {children}
        <LiveRegion />
      </body>
    </html>
  );
}
