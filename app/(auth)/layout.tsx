import type { ReactNode } from "react";
import { Mark } from "@/components/ui/mark";

export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <main id="main" className="flex min-h-dvh flex-col items-center px-4 py-12 sm:py-20">
      <div className="w-full max-w-sm">
        <p className="mb-6 flex items-center gap-2.5 text-lg font-semibold">
          <Mark state="down" size={32} className="text-accent-text" />
          Drawbridge
        </p>
        {children}
      </div>
    </main>
  );
}
