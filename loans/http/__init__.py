"""What the API and the pages share: sign-in, roles, errors, safe writes. Flask stands here; no SQL does."""
