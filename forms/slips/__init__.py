"""The statutory papers of a case (phiếu): what each carries, when it is made, page and PDF."""
