# The dashboard for a team's server. What people bring and what is computed from it lives in the volume /data.
#     docker build -t embedding-explorer .
#     docker run -p 8501:8501 -v embedding-explorer:/data embedding-explorer
FROM python:3.12-slim

# hdbscan comes as source where its registry has no wheel for this machine, and the image has no compiler: take wheels
# only, so that a missing one is a clear error.
ENV PIP_NO_CACHE_DIR=1 PIP_ONLY_BINARY=:all: PIP_DISABLE_PIP_VERSION_CHECK=1

WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt

RUN useradd --system --uid 10001 --create-home explorer && install -d -o explorer /data
COPY --chown=root:root . .

USER explorer
ENV EXPLORER_HOME=/data PYTHONUNBUFFERED=1
VOLUME /data
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8501/_stcore/health', timeout=4)"]

# A container is reached from outside itself, so here the address is every one, said explicitly.
CMD ["python", "-m", "streamlit", "run", "streamlit_app.py", "--server.address=0.0.0.0", "--server.port=8501"]
