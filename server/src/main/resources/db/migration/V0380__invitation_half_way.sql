-- Which invitation somebody may take up once they have given the code that they owe.
ALTER TABLE people_half_sign_ins ADD COLUMN invitation_id TEXT;
