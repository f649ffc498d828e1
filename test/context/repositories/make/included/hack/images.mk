image:
	cd $(CURDIR) && docker buildx build --platform $(IMAGE_PLATFORMS) -t app .
