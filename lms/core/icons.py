"""The drawings of the interface: one 24 × 24 outline per name, drawn inline.

Inline rather than from a sprite file: a page uses about ten of them, some 600 bytes compressed, and one more
request would cost more than that on a slow link.
"""

from __future__ import annotations

OUTLINES = {
    "add": '<path d="M12 5v14M5 12h14"/>',
    "arrow": '<path d="M5 12h14M13 6l6 6-6 6"/>',
    "back": '<path d="M19 12H5M11 6l-6 6 6 6"/>',
    "book": '<path d="M12 6.5C10 5 7 4.5 3.5 4.5v13c3.5 0 6.5.5 8.5 2 2-1.5 5-2 8.5-2v-13C17 4.5 14 5 12 6.5z'
    'M12 6.5v13"/>',
    "calendar": '<path d="M4 6.5h16V20H4zM4 10.5h16M8 3.5v4M16 3.5v4"/>',
    "camera": '<path d="M3.5 7.5H8l1.5-2.5h5L16 7.5h4.5V19h-17z"/><circle cx="12" cy="13" r="3.5"/>',
    "certificate": '<circle cx="12" cy="9.5" r="5.5"/><path d="m8.5 14-1.5 7 5-2.5 5 2.5-1.5-7"/>',
    "chart": '<path d="M4 20V4M4 20h16M8.5 16v-4M12.5 16V8M16.5 16v-6"/>',
    "check": '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3.5 2"/>',
    "cross": '<path d="m6 6 12 12M18 6 6 18"/>',
    "document": '<path d="M6 3.5h8l4.5 4.5v12.5H6zM13.5 3.5V8.5h5M9 12.5h6M9 16h6"/>',
    "done": '<circle cx="12" cy="12" r="9"/><path d="m8 12.3 2.8 2.8L16 9.8"/>',
    "download": '<path d="M12 4v11M7.5 11 12 15.5 16.5 11M5 20h14"/>',
    "home": '<path d="M4 11 12 4l8 7v8.5H14.5V14h-5v5.5H4z"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v5.5M12 7.5v.2"/>',
    "key": '<circle cx="8" cy="15.5" r="4"/><path d="M11 12.5 19.5 4M15.5 8l3 3"/>',
    "list": '<path d="M8.5 6.5H20M8.5 12H20M8.5 17.5H20M4 6.5h.2M4 12h.2M4 17.5h.2"/>',
    "lock": '<path d="M5.5 11h13v9.5h-13zM8.5 11V7.5a3.5 3.5 0 0 1 7 0V11"/>',
    "mail": '<path d="M3.5 5.5h17v13h-17zM4 6.5l8 6.5 8-6.5"/>',
    "offline": '<path d="M3 3l18 18M5 12.5'
    "a10 10 0 0 1 3.5-2.3M12 9.5c2.6 0 5 1 7 3M8.5 16a5 5 0 0 1 5-1.3M12 19.5h.2"
    'M2.5 9a14 14 0 0 1 3.5-2.4M10.5 5.6c4.2-.4 8 .8 11 3.4"/>',
    "path": '<circle cx="6" cy="18.5" r="2"/><circle cx="18" cy="5.5" r="2"/>'
    '<path d="M8 18.5h7.5a3.250 3.250 0 0 0 0-6.5h-7a3.250 3.250 0 0 1 0-6.5H16"/>',
    "pen": '<path d="M4 20h4L19.5 8.5l-4-4L4 16zM13 7l4 4"/>',
    "people": '<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 19.5c.8-3.5 3-5 6.5-5s5.7 1.5 6.5 5'
    'M15.5 5.3a3.5 3.5 0 0 1 0 6.4M18 14.9c2 .7 3.2 2.2 3.7 4.6"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4 20c1-4 4-5.5 8-5.5s7 1.5 8 5.5"/>',
    "phone": '<path d="M7 2.5h10v19H7zM11 18.5h2"/>',
    "place": '<path d="M12 21c-4-4.5-6.5-7.5-6.5-11a6.5 6.5 0 0 1 13 0c0 3.5-2.5 6.5-6.5 11z"/>'
    '<circle cx="12" cy="10" r="2.2"/>',
    "play": '<path d="M8 5v14l11-7z"/>',
    "print": '<path d="M7 8V3.5h10V8M7 16.5H4V8.5h16v8h-3M7 14h10v6.5H7z"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6"/><path d="m15 15 5 5"/>',
    "settings": '<path d="M4 7h9M17 7h3M4 12h3M11 12h9M4 17h11M19 17h1"/><circle cx="15" cy="7" r="2"/>'
    '<circle cx="9" cy="12" r="2"/><circle cx="17" cy="17" r="2"/>',
    "shield": '<path d="M12 3.5 4.5 6v6c0 4.5 3 7 7.5 9 4.5-2 7.5-4.5 7.5-9V6zM8.5 12l2.5 2.5 4.5-5"/>',
    "sign-out": '<path d="M13 4H5v16h8M10 12h10M16.5 8l4 4-4 4"/>',
    "warning": '<path d="M12 4 2.5 20h19zM12 10v4.5M12 17.3v.2"/>',
}
# Drawings with a direction of reading: mirrored from right to left. A tick, a clock, a play sign are not.
MIRRORED = frozenset({"arrow", "back", "list", "path", "sign-out"})
