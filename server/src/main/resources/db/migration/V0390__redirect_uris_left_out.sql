-- 1 when the client itself said where the code goes: only then it must say so again for its tokens.
ALTER TABLE oauth_codes ADD COLUMN redirect_given BIGINT NOT NULL DEFAULT 1;
