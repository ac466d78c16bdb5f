-- What merchants put on the pages that their shoppers see.

CREATE TABLE brand_image (
    account_id       text        COLLATE "C" NOT NULL REFERENCES account,
    -- SHA-256 of the content, in hexadecimal: an address that names it never shows anything else.
    digest           text        COLLATE "C" NOT NULL CHECK (digest ~ '^[0-9a-f]{64}$'),
    media_type       text        NOT NULL CHECK (media_type IN ('Png', 'Jpeg', 'Gif', 'WebP', 'Svg', 'Ico')),
    content          bytea       NOT NULL CHECK (length(content) BETWEEN 1 AND 30000),

    PRIMARY KEY (account_id, digest)
);

CREATE TABLE brand (
    account_id       text        COLLATE "C" PRIMARY KEY REFERENCES account,
    colour           text        CHECK (colour ~ '^#[0-9a-f]{6}$'),
    logo             text        COLLATE "C",
    favicon          text        COLLATE "C",

    CONSTRAINT brand_logo_is_there FOREIGN KEY (account_id, logo) REFERENCES brand_image,
    CONSTRAINT brand_favicon_is_there FOREIGN KEY (account_id, favicon) REFERENCES brand_image
);
