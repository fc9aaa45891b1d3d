/** Written by tools/openapi.ts from docs/openapi.json. Run `npm run generate`. */

export interface paths {
    "/seller/applications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The seller’s applications, newest first */
        get: operations["listSellerApplications"];
        put?: never;
        /**
         * Starts an application for initial registration
         * @description Item 4.1: The seller initiates an application and is checked by OKED.
         *
         *     Give the VIN and the buyer’s IIN now, or when they are awaited (4.2, 4.6). The same key with the same content gives the same application, for 24 hours; with other content it is `idempotency-key-reused`. The checks begin at once: poll the address in `Location`, or wait on it.
         */
        post: operations["startApplication"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/seller/applications/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One of the seller’s applications */
        get: operations["getSellerApplication"];
        put?: never;
        post?: never;
        /** Withdraws the application, until the buyer has signed */
        delete: operations["withdraw"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/seller/applications/{id}/vehicle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Enters the VIN
         * @description Item 4.2: The seller enters the VIN.
         */
        put: operations["enterVehicle"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/seller/applications/{id}/buyer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Enters the buyer’s IIN
         * @description Item 4.6: The seller enters the buyer’s IIN.
         *
         *     When the State Database has no data for the IIN, the application comes back to this step with a notice (`correct-iin-required`), as often as need be. A seller who enters too many wrong ones within an hour is put off: `too-many-requests`.
         */
        put: operations["enterBuyer"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/seller/applications/{id}/document": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The exact bytes that the seller signs
         * @description Item 4.9: The seller signs the application with EDS.
         *
         *     Unchanging once made. Sign exactly these bytes, detached or attached.
         */
        get: operations["getSellerDocument"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/seller/applications/{id}/signature": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Signs the application as the seller
         * @description Item 4.9: The seller signs the application with EDS.
         *
         *     The certificate has to be of the seller’s own BIN and carry the right to sign for it.
         */
        post: operations["signAsSeller"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/buyer/notices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The notices of the buyer’s cabinet, newest first
         * @description Item 4.10: The buyer is told of the application and agrees to it.
         */
        get: operations["listNotices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/buyer/applications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The applications in the buyer’s cabinet, newest first
         * @description Item 4.10: The buyer is told of the application and agrees to it.
         */
        get: operations["listBuyerApplications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/buyer/applications/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An application in the buyer’s cabinet
         * @description Item 4.10: The buyer is told of the application and agrees to it.
         */
        get: operations["getBuyerApplication"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/buyer/applications/{id}/consent": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Agrees to the application, or declines
         * @description Item 4.10: The buyer is told of the application and agrees to it.
         */
        post: operations["decideConsent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/buyer/applications/{id}/resubmission": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Submits again after paying the fines
         * @description Item 4.14: Query to the register of administrative proceedings for fines.
         *
         *     The seller’s signature stands; 4.11 to 4.14 are checked again.
         */
        post: operations["resubmit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/buyer/applications/{id}/pickup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Chooses the service centre and the kind of plate
         * @description Item 4.15: The buyer chooses the service centre and the kind of plate.
         *
         *     The number itself cannot be chosen (2): the registering authority assigns it.
         */
        put: operations["choosePickup"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/buyer/applications/{id}/phone": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Enters a phone number
         * @description Item 4.16: Query to the database of mobile citizens for the registered number.
         */
        put: operations["enterPhone"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/buyer/applications/{id}/document": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The exact bytes that the buyer signs
         * @description Item 4.18: The buyer signs the application with EDS.
         *
         *     Unchanging once made. Sign exactly these bytes, detached or attached.
         */
        get: operations["getBuyerDocument"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/buyer/applications/{id}/signature": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Signs the application as the buyer
         * @description Item 4.18: The buyer signs the application with EDS.
         *
         *     The certificate has to be of the buyer’s own IIN. From here on nobody can step back.
         */
        post: operations["signAsBuyer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/buyer/applications/{id}/journal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who asked which system what about the application, under which item, when */
        get: operations["getJournal"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/payment-gateway/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The payment gateway’s word that a payment was made or failed
         * @description Item 4.17: The buyer pays the duties and fees through the payment gateway.
         *
         *     Signed: `X-Signature` is `sha256=` and the hexadecimal HMAC-SHA-256 of the raw body under the shared secret. Send it until it is answered 2xx; the same word again changes nothing.
         */
        post: operations["notifyPayment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/police/applications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The applications that await the region’s decision
         * @description Item 5: The administrative police act on the service.
         */
        get: operations["listPoliceApplications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/police/applications/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The whole dossier of an application
         * @description Item 5: The administrative police act on the service.
         */
        get: operations["getPoliceApplication"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/police/applications/{id}/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Registers the vehicle, or refuses with reasons
         * @description Item 4.19: Message that the service was given, or a reasoned refusal.
         *
         *     A plate in high demand (2), of another region or of another form is turned down.
         */
        post: operations["decide"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/printing/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The certificates that are to be printed
         * @description Item 6: The Information and Production Centre prints the registration certificates.
         */
        get: operations["listPrintingOrders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/printing/orders/{id}/completed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reports a certificate as printed and sent to the centre
         * @description Item 6: The Information and Production Centre prints the registration certificates.
         */
        post: operations["completePrinting"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/centre/applications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The applications whose documents are collected at the centre
         * @description Item 7: The buyer goes to the chosen centre for the finished documents.
         */
        get: operations["listCentreApplications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/centre/applications/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An application by the number that the buyer shows
         * @description Item 9: The buyer shows a document and the application number in the issuing sector.
         */
        get: operations["getCentreApplication"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/centre/applications/{number}/queue-ticket": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Issues an electronic queue ticket
         * @description Item 8: The centre’s employee issues an electronic queue ticket.
         *
         *     Asked for again while the ticket is good, the same ticket is given.
         */
        post: operations["issueQueueTicket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/centre/applications/{number}/hand-over": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hands over the certificate and the plates
         * @description Item 10: The issuing sector hands over the certificate and the plates.
         *
         *     On any mismatch of person, certificate or plate nothing is handed over.
         */
        post: operations["handOver"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/centres": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The service centres to choose from
         * @description Item 4.15: The buyer chooses the service centre and the kind of plate.
         */
        get: operations["listCentres"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/plate-kinds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The kinds of number plate to choose from
         * @description Item 4.15: The buyer chooses the service centre and the kind of plate.
         */
        get: operations["listPlateKinds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/fees": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The duties and fees of a registration
         * @description Item 4.17: The buyer pays the duties and fees through the payment gateway.
         */
        get: operations["quoteFees"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/pilot": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the pilot is open, and until when (item 5 of the joint order) */
        get: operations["getPilot"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the service is up */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This interface’s description, OpenAPI 3.1 */
        get: operations["getOpenApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @description Vehicle identification number, ISO 3779
         * @example TESTKZHAPPY000001
         */
        Vin: string;
        /**
         * @description Individual identification number
         * @example 900101100014
         */
        Iin: string;
        StartApplication: {
            vin?: components["schemas"]["Vin"];
            buyerIin?: components["schemas"]["Iin"];
        };
        VehicleEntry: {
            vin: components["schemas"]["Vin"];
        };
        BuyerEntry: {
            iin: components["schemas"]["Iin"];
        };
        Signature: {
            /** @description CMS as NCALayer gives it: base64, attached or detached, with or without armour */
            cms: string;
        };
        Consent: {
            /** @enum {string} */
            decision: "agree" | "decline";
        };
        PickupChoice: {
            centre: string;
            plateKind: string;
            /** @description Never taken: a number cannot be chosen (2). Sent, it is `plate-number-not-choosable`. */
            plateNumber?: unknown;
        };
        PhoneEntry: {
            /**
             * @description A mobile number of Kazakhstan
             * @example +77000000001
             */
            phone: string;
        };
        PaymentNotification: {
            paymentId: string;
            applicationId: string;
            /** @description Whole tenge */
            amount: number;
            /** @constant */
            currency: "KZT";
            /** @enum {string} */
            status: "paid" | "failed";
            /** Format: date-time */
            paidAt: string;
        };
        Decision: {
            /** @constant */
            decision: "register";
            /**
             * @description Three digits, three letters, the region
             * @example 482KZA01
             */
            plateNumber: string;
            /** @example AB-12345678 */
            certificateNumber: string;
        } | {
            /** @constant */
            decision: "refuse";
            /** @description As the buyer, and the seller whose application it is, are to read it: it names no person */
            reason: string;
            legalBasis: string;
        };
        QueueTicketRequest: {
            document: {
                /** @constant */
                kind: "identity-document";
                number: string;
                iin: components["schemas"]["Iin"];
            } | {
                /** @constant */
                kind: "digital-document";
                /** @description From the digital documents service */
                code: string;
            };
        };
        HandOver: {
            document: {
                /** @constant */
                kind: "identity-document";
                number: string;
                iin: components["schemas"]["Iin"];
            } | {
                /** @constant */
                kind: "digital-document";
                /** @description From the digital documents service */
                code: string;
            };
            certificateNumber: string;
            plateNumber: string;
        };
        /** @description What went wrong, RFC 9457 */
        Problem: {
            /**
             * Format: uri
             * @description Names the kind of problem; need not be fetched
             */
            type: string;
            /** @description In the caller’s language */
            title: string;
            status: number;
            /** @description What happened and what to do, in the caller’s language */
            detail: string;
            /** @enum {string} */
            code: "invalid-request" | "plate-number-not-choosable" | "unauthenticated" | "forbidden" | "pilot-ended" | "not-found" | "not-awaited" | "hand-over-mismatch" | "person-mismatch" | "too-large" | "unsupported-media-type" | "signature-invalid" | "plate-in-high-demand" | "plate-kind-not-available" | "centre-unknown" | "idempotency-key-reused" | "too-many-requests" | "internal" | "unavailable";
            /** @description By which the operator finds the request in the log */
            instance: string;
            item?: components["schemas"]["Item"];
            awaiting?: components["schemas"]["Awaiting"];
            /**
             * @description Why a signature was not accepted
             * @enum {string}
             */
            reason?: "altered-document" | "untrusted-chain" | "expired" | "revoked" | "revocation-unknown" | "not-a-signing-certificate" | "wrong-signer" | "no-right-to-sign" | "malformed" | "unsupported-algorithm" | "not-one-signer";
            /** @description Each fault of the request */
            errors?: {
                /**
                 * @description RFC 6901 into the body; `query/<name>`, `header/<name>` or `path` otherwise
                 * @example /buyerIin
                 */
                pointer: string;
                message: string;
            }[];
        };
        /**
         * @description An item of the Algorithm: `4.3` is item 4, step 3
         * @example 4.3
         * @enum {string}
         */
        Item: "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "10" | "4.1" | "4.2" | "4.3" | "4.4" | "4.5" | "4.6" | "4.7" | "4.8" | "4.9" | "4.10" | "4.11" | "4.12" | "4.13" | "4.14" | "4.15" | "4.16" | "4.17" | "4.18" | "4.19";
        /** @description What is awaited now, from whom, and until when */
        Awaiting: {
            /**
             * @description What is awaited
             * @enum {string}
             */
            action: "vehicle" | "buyer" | "seller-signature" | "consent" | "resubmission" | "pickup" | "phone" | "payment" | "buyer-signature" | "decision" | "printed" | "queue-ticket" | "hand-over";
            /**
             * @description From whom
             * @enum {string}
             */
            from: "seller" | "buyer" | "police" | "printing" | "centre";
            /**
             * Format: date-time
             * @description ISO 8601 with the offset of Asia/Almaty
             * @example 2026-04-17T10:30:00+05:00
             */
            until: string;
        };
        /** @description An application as its seller sees it: nothing of fines and payments */
        SellerApplication: {
            /**
             * @description The application’s identifier, a ULID
             * @example 01KPCR8M00A1B2C3D4E5F6G7H8
             */
            id: string;
            /**
             * @description The application’s number, which the buyer shows at the centre (9)
             * @example 260417-4830-13
             */
            number: string;
            /**
             * @description Counts the changes
             * @example 12
             */
            revision: number;
            status: components["schemas"]["Status"];
            /** @description The item of the Algorithm that the application has come to */
            item: components["schemas"]["Item"];
            awaiting?: components["schemas"]["Awaiting"];
            notice?: components["schemas"]["Notice"];
            vehicle?: components["schemas"]["Vehicle"];
            registration?: components["schemas"]["Registration"];
            outcome?: components["schemas"]["Outcome"];
            /**
             * Format: date-time
             * @description ISO 8601 with the offset of Asia/Almaty
             * @example 2026-04-17T10:30:00+05:00
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description ISO 8601 with the offset of Asia/Almaty
             * @example 2026-04-17T10:30:00+05:00
             */
            updatedAt: string;
            seller: components["schemas"]["Seller"];
            buyer?: components["schemas"]["BuyerForSeller"];
            checks: components["schemas"]["Check"][];
        };
        /**
         * @description Where an application stands
         * @example awaiting-consent
         * @enum {string}
         */
        Status: "checking" | "awaiting-vehicle" | "awaiting-buyer" | "awaiting-seller-signature" | "awaiting-consent" | "awaiting-resubmission" | "awaiting-pickup" | "awaiting-phone" | "awaiting-payment" | "awaiting-buyer-signature" | "in-registration" | "in-printing" | "ready-for-collection" | "ticket-issued" | "suspended" | "registered" | "refused" | "declined" | "withdrawn" | "expired" | "pilot-ended";
        /** @description What is said beside the status without ending the application: something to correct (4.7), to pay (4.14, 4.17), a system that has not answered yet, or a technical halt */
        Notice: {
            /** @enum {string} */
            code: "correct-iin-required" | "unpaid-fines" | "payment-failed" | "waiting-for-system" | "suspended";
            item: components["schemas"]["Item"];
            /** @description What it is, in the caller’s language */
            message: string;
            /** @description What to do next, in the caller’s language */
            nextStep: string;
            system?: components["schemas"]["System"];
            /**
             * Format: date-time
             * @description ISO 8601 with the offset of Asia/Almaty
             * @example 2026-04-17T10:30:00+05:00
             */
            since?: string;
        };
        /**
         * @description A state system that the Algorithm asks or tells
         * @example customs
         * @enum {string}
         */
        System: "business-register" | "vehicle-passports" | "customs" | "recycling" | "individuals" | "sale-contracts" | "administrative-proceedings" | "mobile-citizens" | "payment-gateway" | "vehicle-register" | "printing" | "digital-documents" | "e-queue" | "portal";
        /** @description The vehicle; all but the VIN once its passport has been found (4.3) */
        Vehicle: {
            /**
             * @description Vehicle identification number
             * @example TESTKZHAPPY000001
             */
            vin: string;
            make?: string;
            model?: string;
            /**
             * @description The calendar year of manufacture
             * @example 2026
             */
            year?: number;
            /** @example M1 */
            category?: string;
            /** @enum {string} */
            engine?: "petrol" | "diesel" | "gas" | "hybrid" | "electric";
            /** @enum {string} */
            origin?: "made-in-kazakhstan" | "imported-by-official-dealer" | "other";
        };
        /** @description What the police assigned (4.19) */
        Registration: {
            /** @example 482KZA01 */
            plateNumber: string;
            /** @example AB-12345678 */
            certificateNumber: string;
        };
        /** @description How the application ended */
        Outcome: {
            /** @enum {string} */
            kind: "registered" | "refused" | "declined" | "withdrawn" | "expired" | "pilot-ended";
            /**
             * @description Why it was refused
             * @enum {string}
             */
            code?: "activity-not-vehicle-sale" | "no-vehicle-passport" | "vehicle-out-of-scope" | "vehicle-already-in-application" | "no-customs-payment" | "no-recycling-payment" | "no-sale-contract" | "buyer-not-found" | "registration-refused";
            item?: components["schemas"]["Item"];
            /** @description What happened, in the caller’s language */
            message: string;
            /** @description What to do next, in the caller’s language */
            nextStep: string;
            /** @description The police’s own words (4.19) */
            reason?: string;
            legalBasis?: string;
            /**
             * Format: date-time
             * @description ISO 8601 with the offset of Asia/Almaty
             * @example 2026-04-17T10:30:00+05:00
             */
            at: string;
        };
        /** @description The legal entity that sells; its name once the business register has answered */
        Seller: {
            /**
             * @description Business identification number
             * @example 500140000017
             */
            bin: string;
            name?: string;
        };
        /** @description The buyer, as far as the seller may know */
        BuyerForSeller: {
            /**
             * @description Individual identification number
             * @example 900101100014
             */
            iin: string;
            /**
             * @description Initials only
             * @example Ү. С. М.
             */
            name?: string;
        };
        /** @description What a state system answered */
        Check: {
            item: components["schemas"]["Item"];
            system: components["schemas"]["System"];
            /**
             * @description `passed`, or what was found instead
             * @enum {string}
             */
            outcome: "passed" | "no-data" | "other-activity" | "out-of-scope" | "already-in-application" | "unpaid";
            /**
             * Format: date-time
             * @description ISO 8601 with the offset of Asia/Almaty
             * @example 2026-04-17T10:30:00+05:00
             */
            at: string;
        };
        /** @description An application in the seller’s list */
        SellerSummary: {
            /**
             * @description The application’s identifier, a ULID
             * @example 01KPCR8M00A1B2C3D4E5F6G7H8
             */
            id: string;
            /**
             * @description The application’s number, which the buyer shows at the centre (9)
             * @example 260417-4830-13
             */
            number: string;
            /**
             * @description Counts the changes
             * @example 12
             */
            revision: number;
            status: components["schemas"]["Status"];
            /** @description The item of the Algorithm that the application has come to */
            item: components["schemas"]["Item"];
            awaiting?: components["schemas"]["Awaiting"];
            notice?: components["schemas"]["Notice"];
            vehicle?: components["schemas"]["Vehicle"];
            registration?: components["schemas"]["Registration"];
            outcome?: components["schemas"]["Outcome"];
            /**
             * Format: date-time
             * @description ISO 8601 with the offset of Asia/Almaty
             * @example 2026-04-17T10:30:00+05:00
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description ISO 8601 with the offset of Asia/Almaty
             * @example 2026-04-17T10:30:00+05:00
             */
            updatedAt: string;
            seller: components["schemas"]["Seller"];
            buyer?: components["schemas"]["BuyerForSeller"];
        };
        /** @description What the seller signs: canonical JSON (RFC 8785). Sign exactly these bytes */
        SellerDocument: {
            /** @constant */
            document: "application-for-initial-registration";
            order: string;
            application: {
                /**
                 * @description The application’s identifier, a ULID
                 * @example 01KPCR8M00A1B2C3D4E5F6G7H8
                 */
                id: string;
                /**
                 * @description The application’s number, which the buyer shows at the centre (9)
                 * @example 260417-4830-13
                 */
                number: string;
            };
            /** Format: date-time */
            madeAt: string;
            seller: components["schemas"]["Seller"];
            vehicle: components["schemas"]["Vehicle"];
            contract: components["schemas"]["Contract"];
            /** @constant */
            item: "4.9";
            buyer: {
                /**
                 * @description Individual identification number
                 * @example 900101100014
                 */
                iin: string;
            };
        };
        /** @description The sale contract that the electronic signing systems hold (4.8, 4.13) */
        Contract: {
            id: string;
            signedAt: string;
        };
        /** @description A notice in the buyer’s cabinet */
        CabinetNotice: {
            id: string;
            /**
             * @description The application’s identifier, a ULID
             * @example 01KPCR8M00A1B2C3D4E5F6G7H8
             */
            applicationId: string;
            /**
             * @description The application’s number, which the buyer shows at the centre (9)
             * @example 260417-4830-13
             */
            number: string;
            /** @enum {string} */
            code: "application-received" | "fines-to-pay" | "service-given" | "documents-ready" | "refused" | "refund-due" | "withdrawn" | "expired" | "pilot-ended";
            item: components["schemas"]["Item"];
            /** @description In the caller’s language */
            text: string;
            /**
             * Format: date-time
             * @description ISO 8601 with the offset of Asia/Almaty
             * @example 2026-04-17T10:30:00+05:00
             */
            at: string;
        };
        /** @description An application in the list of its buyer, or of the police */
        BuyerSummary: {
            /**
             * @description The application’s identifier, a ULID
             * @example 01KPCR8M00A1B2C3D4E5F6G7H8
             */
            id: string;
            /**
             * @description The application’s number, which the buyer shows at the centre (9)
             * @example 260417-4830-13
             */
            number: string;
            /**
             * @description Counts the changes
             * @example 12
             */
            revision: number;
            status: components["schemas"]["Status"];
            /** @description The item of the Algorithm that the application has come to */
            item: components["schemas"]["Item"];
            awaiting?: components["schemas"]["Awaiting"];
            notice?: components["schemas"]["Notice"];
            vehicle?: components["schemas"]["Vehicle"];
            registration?: components["schemas"]["Registration"];
            outcome?: components["schemas"]["Outcome"];
            /**
             * Format: date-time
             * @description ISO 8601 with the offset of Asia/Almaty
             * @example 2026-04-17T10:30:00+05:00
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description ISO 8601 with the offset of Asia/Almaty
             * @example 2026-04-17T10:30:00+05:00
             */
            updatedAt: string;
            seller: components["schemas"]["Seller"];
            buyer?: components["schemas"]["Buyer"];
            pickup?: components["schemas"]["Pickup"];
        };
        /** @description The buyer */
        Buyer: {
            /**
             * @description Individual identification number
             * @example 900101100014
             */
            iin: string;
            /** @description Full name, once the State Database has answered (4.7) */
            name?: string;
            /** Format: date */
            birthDate?: string;
            /**
             * @description Found or entered at 4.16
             * @example +77000000001
             */
            phone?: string;
        };
        /** @description Where the documents are collected, and the kind of plate (4.15) */
        Pickup: {
            /** @example 0101 */
            centre: string;
            /** @example rectangular */
            plateKind: string;
        };
        /** @description An application as its buyer and the police see it */
        BuyerApplication: {
            /**
             * @description The application’s identifier, a ULID
             * @example 01KPCR8M00A1B2C3D4E5F6G7H8
             */
            id: string;
            /**
             * @description The application’s number, which the buyer shows at the centre (9)
             * @example 260417-4830-13
             */
            number: string;
            /**
             * @description Counts the changes
             * @example 12
             */
            revision: number;
            status: components["schemas"]["Status"];
            /** @description The item of the Algorithm that the application has come to */
            item: components["schemas"]["Item"];
            awaiting?: components["schemas"]["Awaiting"];
            notice?: components["schemas"]["Notice"];
            vehicle?: components["schemas"]["Vehicle"];
            registration?: components["schemas"]["Registration"];
            outcome?: components["schemas"]["Outcome"];
            /**
             * Format: date-time
             * @description ISO 8601 with the offset of Asia/Almaty
             * @example 2026-04-17T10:30:00+05:00
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description ISO 8601 with the offset of Asia/Almaty
             * @example 2026-04-17T10:30:00+05:00
             */
            updatedAt: string;
            seller: components["schemas"]["Seller"];
            buyer?: components["schemas"]["Buyer"];
            pickup?: components["schemas"]["Pickup"];
            payment?: components["schemas"]["Payment"];
            checks: components["schemas"]["Check"][];
        };
        /** @description The duties and fees (4.17) */
        Payment: {
            id?: string;
            /** @enum {string} */
            status: "due" | "paid" | "refund-due";
            items: components["schemas"]["FeeItem"][];
            /**
             * @description Whole tenge
             * @example 18597
             */
            total: number;
            /** @description Where to pay, while the payment is due */
            url?: string;
            /**
             * Format: date-time
             * @description ISO 8601 with the offset of Asia/Almaty
             * @example 2026-04-17T10:30:00+05:00
             */
            requestedAt: string;
            /**
             * Format: date-time
             * @description ISO 8601 with the offset of Asia/Almaty
             * @example 2026-04-17T10:30:00+05:00
             */
            paidAt?: string;
        };
        FeeItem: {
            /** @enum {string} */
            code: "plates" | "certificate" | "registration";
            /**
             * @description Whole tenge
             * @example 18597
             */
            amount: number;
        };
        /** @description What the buyer signs: canonical JSON (RFC 8785). Sign exactly these bytes */
        BuyerDocument: {
            /** @constant */
            document: "application-for-initial-registration";
            order: string;
            application: {
                /**
                 * @description The application’s identifier, a ULID
                 * @example 01KPCR8M00A1B2C3D4E5F6G7H8
                 */
                id: string;
                /**
                 * @description The application’s number, which the buyer shows at the centre (9)
                 * @example 260417-4830-13
                 */
                number: string;
            };
            /** Format: date-time */
            madeAt: string;
            seller: components["schemas"]["Seller"];
            vehicle: components["schemas"]["Vehicle"];
            contract: components["schemas"]["Contract"];
            /** @constant */
            item: "4.18";
            buyer: {
                /**
                 * @description Individual identification number
                 * @example 900101100014
                 */
                iin: string;
                surname: string;
                name: string;
                patronymic?: string;
                /** Format: date */
                birthDate: string;
                phone: string;
            };
            pickup: components["schemas"]["Pickup"];
            payment: {
                id: string;
                items: components["schemas"]["FeeItem"][];
                /**
                 * @description Whole tenge
                 * @example 18597
                 */
                total: number;
                paidAt: string;
            };
            /** @description SHA-256, hexadecimal */
            sellerDocumentSha256: string;
        };
        /** @description Who asked which system under which item, what came of it, and the SHA-256 of its answer */
        JournalEntry: {
            item: components["schemas"]["Item"];
            /**
             * @description This service by itself, or an employee of the service centre through it (8, 9)
             * @enum {string}
             */
            askedBy: "service" | "centre";
            system: components["schemas"]["System"];
            outcome: string;
            requestId: string;
            /** @description SHA-256, hexadecimal */
            sha256: string;
            /**
             * Format: date-time
             * @description ISO 8601 with the offset of Asia/Almaty
             * @example 2026-04-17T10:30:00+05:00
             */
            at: string;
        };
        /** @description All that the administrative police decide on (5) */
        Dossier: {
            /**
             * @description The application’s identifier, a ULID
             * @example 01KPCR8M00A1B2C3D4E5F6G7H8
             */
            id: string;
            /**
             * @description The application’s number, which the buyer shows at the centre (9)
             * @example 260417-4830-13
             */
            number: string;
            /**
             * @description Counts the changes
             * @example 12
             */
            revision: number;
            status: components["schemas"]["Status"];
            /** @description The item of the Algorithm that the application has come to */
            item: components["schemas"]["Item"];
            awaiting?: components["schemas"]["Awaiting"];
            notice?: components["schemas"]["Notice"];
            vehicle?: components["schemas"]["Vehicle"];
            registration?: components["schemas"]["Registration"];
            outcome?: components["schemas"]["Outcome"];
            /**
             * Format: date-time
             * @description ISO 8601 with the offset of Asia/Almaty
             * @example 2026-04-17T10:30:00+05:00
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description ISO 8601 with the offset of Asia/Almaty
             * @example 2026-04-17T10:30:00+05:00
             */
            updatedAt: string;
            seller: components["schemas"]["Seller"];
            buyer?: components["schemas"]["Buyer"];
            pickup?: components["schemas"]["Pickup"];
            payment?: components["schemas"]["Payment"];
            checks: components["schemas"]["Check"][];
            journal: components["schemas"]["JournalEntry"][];
            contract: components["schemas"]["Contract"];
            /** @description SHA-256 of what was signed */
            documents: {
                /** @description SHA-256, hexadecimal */
                seller: string;
                /** @description SHA-256, hexadecimal */
                buyer: string;
            };
            signatures: components["schemas"]["StoredSignature"][];
        };
        /** @description A signature with all that is needed to judge it again */
        StoredSignature: {
            /** @enum {string} */
            of: "seller" | "buyer";
            /**
             * Format: byte
             * @description What was signed, byte for byte
             */
            document: string;
            /**
             * Format: byte
             * @description As the client sent it
             */
            cms: string;
            /** @description SHA-256 of `cms`: of the text, as it was sent */
            cmsSha256: string;
            evidence: {
                signer: {
                    /**
                     * @description Individual identification number
                     * @example 900101100014
                     */
                    iin: string;
                    /**
                     * @description Business identification number
                     * @example 500140000017
                     */
                    bin?: string;
                    /** @description The certificate’s common name */
                    name: string;
                    certificate: {
                        serialNumber: string;
                        issuer: string;
                        /** @description SHA-256, hexadecimal */
                        sha256: string;
                        /** Format: date-time */
                        validFrom: string;
                        /** Format: date-time */
                        validTo: string;
                        /** @example GOST R 34.10-2015 (512 bit) */
                        algorithm: string;
                    };
                };
                /** @description SHA-256, hexadecimal */
                documentSha256: string;
                /** @description SHA-256 of the CMS itself: of the bytes that the text stands for */
                cmsSha256: string;
                /** @description The signer’s certificate, base64 of DER */
                certificate?: string;
                revocation?: {
                    /** @enum {string} */
                    source: "ocsp" | "crl";
                    /** @enum {string} */
                    status: "good" | "revoked";
                    /** @description The whole OCSP response, base64 of DER */
                    response?: string;
                    /** @description SHA-256 of the list’s DER bytes */
                    sha256?: string;
                    /** @description The list’s number */
                    number?: string;
                    thisUpdate: string;
                };
                /** Format: date-time */
                verifiedAt: string;
                checks: {
                    /** @enum {string} */
                    name: "structure" | "document" | "signature" | "chain" | "purpose" | "person" | "revocation" | "second-opinion";
                    /** @enum {string} */
                    result: "passed" | "failed" | "not-made";
                    detail?: string;
                }[];
            };
        };
        /** @description An application as the printing centre sees it: nobody is named */
        PrintingOrder: {
            /**
             * @description The application’s identifier, a ULID
             * @example 01KPCR8M00A1B2C3D4E5F6G7H8
             */
            id: string;
            /**
             * @description The application’s number, which the buyer shows at the centre (9)
             * @example 260417-4830-13
             */
            number: string;
            /**
             * @description Counts the changes
             * @example 12
             */
            revision: number;
            status: components["schemas"]["Status"];
            /** @description The item of the Algorithm that the application has come to */
            item: components["schemas"]["Item"];
            awaiting?: components["schemas"]["Awaiting"];
            notice?: components["schemas"]["Notice"];
            vehicle?: components["schemas"]["Vehicle"];
            registration?: components["schemas"]["Registration"];
            outcome?: components["schemas"]["Outcome"];
            /**
             * Format: date-time
             * @description ISO 8601 with the offset of Asia/Almaty
             * @example 2026-04-17T10:30:00+05:00
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description ISO 8601 with the offset of Asia/Almaty
             * @example 2026-04-17T10:30:00+05:00
             */
            updatedAt: string;
            pickup?: components["schemas"]["Pickup"];
        };
        /** @description An application as the centre sees it where its documents are collected */
        CentreApplication: {
            /**
             * @description The application’s identifier, a ULID
             * @example 01KPCR8M00A1B2C3D4E5F6G7H8
             */
            id: string;
            /**
             * @description The application’s number, which the buyer shows at the centre (9)
             * @example 260417-4830-13
             */
            number: string;
            /**
             * @description Counts the changes
             * @example 12
             */
            revision: number;
            status: components["schemas"]["Status"];
            /** @description The item of the Algorithm that the application has come to */
            item: components["schemas"]["Item"];
            awaiting?: components["schemas"]["Awaiting"];
            notice?: components["schemas"]["Notice"];
            vehicle?: components["schemas"]["Vehicle"];
            registration?: components["schemas"]["Registration"];
            outcome?: components["schemas"]["Outcome"];
            /**
             * Format: date-time
             * @description ISO 8601 with the offset of Asia/Almaty
             * @example 2026-04-17T10:30:00+05:00
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description ISO 8601 with the offset of Asia/Almaty
             * @example 2026-04-17T10:30:00+05:00
             */
            updatedAt: string;
            seller: components["schemas"]["Seller"];
            buyer?: components["schemas"]["BuyerForCentre"];
            pickup?: components["schemas"]["Pickup"];
        };
        /** @description The buyer, as far as a service centre may know */
        BuyerForCentre: {
            /**
             * @description Individual identification number
             * @example 900101100014
             */
            iin: string;
            name?: string;
        };
        /** @description A public service centre, in the caller’s language */
        Centre: {
            /** @example 0101 */
            code: string;
            name: string;
            /** @enum {string} */
            region: "10" | "11" | "12" | "13" | "14" | "15" | "16" | "17" | "18" | "19" | "20" | "01" | "02" | "03" | "04" | "05" | "06" | "07" | "08" | "09";
            address: string;
        };
    };
    responses: {
        /** @description `invalid-request`: The request is not valid */
        "invalid-request": {
            headers: {
                "Content-Language": components["headers"]["ContentLanguage"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `unauthenticated`: You need to sign in */
        unauthenticated: {
            headers: {
                "Content-Language": components["headers"]["ContentLanguage"];
                "WWW-Authenticate": components["headers"]["WWWAuthenticate"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `forbidden`: You may not do this. `pilot-ended`: The pilot project has ended */
        "forbidden.pilot-ended": {
            headers: {
                "Content-Language": components["headers"]["ContentLanguage"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `too-large`: The request is too large */
        "too-large": {
            headers: {
                "Content-Language": components["headers"]["ContentLanguage"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `unsupported-media-type`: The request’s format is not supported */
        "unsupported-media-type": {
            headers: {
                "Content-Language": components["headers"]["ContentLanguage"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `idempotency-key-reused`: The Idempotency-Key was used for another request */
        "idempotency-key-reused": {
            headers: {
                "Content-Language": components["headers"]["ContentLanguage"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `too-many-requests`: Too many requests */
        "too-many-requests": {
            headers: {
                "Content-Language": components["headers"]["ContentLanguage"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `internal`: Internal error */
        internal: {
            headers: {
                "Content-Language": components["headers"]["ContentLanguage"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `unavailable`: The service is unavailable for the moment */
        unavailable: {
            headers: {
                "Content-Language": components["headers"]["ContentLanguage"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `forbidden`: You may not do this */
        forbidden: {
            headers: {
                "Content-Language": components["headers"]["ContentLanguage"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `not-found`: Not found */
        "not-found": {
            headers: {
                "Content-Language": components["headers"]["ContentLanguage"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `not-awaited`: This action is not awaited now */
        "not-awaited": {
            headers: {
                "Content-Language": components["headers"]["ContentLanguage"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `signature-invalid`: The electronic digital signature was not accepted */
        "signature-invalid": {
            headers: {
                "Content-Language": components["headers"]["ContentLanguage"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `invalid-request`: The request is not valid. `plate-number-not-choosable`: A plate number cannot be chosen */
        "invalid-request.plate-number-not-choosable": {
            headers: {
                "Content-Language": components["headers"]["ContentLanguage"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `centre-unknown`: There is no such service centre. `plate-kind-not-available`: This kind of plate is not available */
        "centre-unknown.plate-kind-not-available": {
            headers: {
                "Content-Language": components["headers"]["ContentLanguage"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `plate-in-high-demand`: A plate in high demand */
        "plate-in-high-demand": {
            headers: {
                "Content-Language": components["headers"]["ContentLanguage"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `not-awaited`: This action is not awaited now. `person-mismatch`: The document is not the buyer’s */
        "not-awaited.person-mismatch": {
            headers: {
                "Content-Language": components["headers"]["ContentLanguage"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `not-awaited`: This action is not awaited now. `person-mismatch`: The document is not the buyer’s. `hand-over-mismatch`: The documents do not match the application */
        "not-awaited.person-mismatch.hand-over-mismatch": {
            headers: {
                "Content-Language": components["headers"]["ContentLanguage"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `plate-kind-not-available`: This kind of plate is not available */
        "plate-kind-not-available": {
            headers: {
                "Content-Language": components["headers"]["ContentLanguage"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: {
        /**
         * @description The language of every text meant for people; Kazakh unless another is asked for.
         * @example en
         */
        AcceptLanguage: string;
        /**
         * @description The `ETag` that the caller knows: while nothing has changed the answer is 304.
         * @example "12-en"
         */
        IfNoneMatch: string;
        /**
         * @description `wait=N` with `If-None-Match`: wait up to N seconds (20 at the most) for a change (RFC 7240).
         * @example wait=20
         */
        Prefer: string;
        /**
         * @description The application’s identifier.
         * @example 01KPCR8M00A1B2C3D4E5F6G7H8
         */
        ApplicationId: string;
        /**
         * @description The application’s number, as the buyer shows it.
         * @example 260417-4830-13
         */
        ApplicationNumber: string;
    };
    requestBodies: never;
    headers: {
        /** @description The language of the texts. */
        ContentLanguage: "kk" | "ru" | "en";
        /** @description The state of the application in this language, for `If-None-Match`. Opaque. */
        ETag: string;
        /** @description The application’s address. */
        Location: string;
        /** @description After how many seconds to repeat the request. */
        RetryAfter: number;
        /** @description How to sign in (RFC 6750). API Gateway renames it to `x-amzn-Remapped-www-authenticate` in what a function answers: go by the status. */
        WWWAuthenticate: string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listSellerApplications: {
        parameters: {
            query?: {
                /** @description How many to show at the most */
                limit?: number;
                /** @description The `cursor` of the page before; opaque */
                cursor?: string;
                /** @description Only those that stand so */
                status?: "checking" | "awaiting-vehicle" | "awaiting-buyer" | "awaiting-seller-signature" | "awaiting-consent" | "awaiting-resubmission" | "awaiting-pickup" | "awaiting-phone" | "awaiting-payment" | "awaiting-buyer-signature" | "in-registration" | "in-printing" | "ready-for-collection" | "ticket-issued" | "suspended" | "registered" | "refused" | "declined" | "withdrawn" | "expired" | "pilot-ended";
            };
            header?: {
                /**
                 * @description The language of every text meant for people; Kazakh unless another is asked for.
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    "Content-Language": components["headers"]["ContentLanguage"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["SellerSummary"][];
                        /** @description Where the next page begins; absent on the last page */
                        cursor?: string;
                    };
                };
            };
            400: components["responses"]["invalid-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    startApplication: {
        parameters: {
            query?: never;
            header: {
                /** @description Names this start for 24 hours: 1 to 64 printable characters, such as a UUID. After that the same key starts another application. */
                "Idempotency-Key": string;
                /**
                 * @description The language of every text meant for people; Kazakh unless another is asked for.
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StartApplication"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    "Content-Language": components["headers"]["ContentLanguage"];
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SellerApplication"];
                };
            };
            400: components["responses"]["invalid-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.pilot-ended"];
            413: components["responses"]["too-large"];
            415: components["responses"]["unsupported-media-type"];
            422: components["responses"]["idempotency-key-reused"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    getSellerApplication: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The language of every text meant for people; Kazakh unless another is asked for.
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description The `ETag` that the caller knows: while nothing has changed the answer is 304.
                 * @example "12-en"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
                /**
                 * @description `wait=N` with `If-None-Match`: wait up to N seconds (20 at the most) for a change (RFC 7240).
                 * @example wait=20
                 */
                Prefer?: components["parameters"]["Prefer"];
            };
            path: {
                /**
                 * @description The application’s identifier.
                 * @example 01KPCR8M00A1B2C3D4E5F6G7H8
                 */
                id: components["parameters"]["ApplicationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    "Content-Language": components["headers"]["ContentLanguage"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SellerApplication"];
                };
            };
            /** @description Nothing has changed */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    withdraw: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The language of every text meant for people; Kazakh unless another is asked for.
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The application’s identifier.
                 * @example 01KPCR8M00A1B2C3D4E5F6G7H8
                 */
                id: components["parameters"]["ApplicationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    "Content-Language": components["headers"]["ContentLanguage"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SellerApplication"];
                };
            };
            400: components["responses"]["invalid-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            409: components["responses"]["not-awaited"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    enterVehicle: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The language of every text meant for people; Kazakh unless another is asked for.
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The application’s identifier.
                 * @example 01KPCR8M00A1B2C3D4E5F6G7H8
                 */
                id: components["parameters"]["ApplicationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VehicleEntry"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    "Content-Language": components["headers"]["ContentLanguage"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SellerApplication"];
                };
            };
            400: components["responses"]["invalid-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            409: components["responses"]["not-awaited"];
            413: components["responses"]["too-large"];
            415: components["responses"]["unsupported-media-type"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    enterBuyer: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The language of every text meant for people; Kazakh unless another is asked for.
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The application’s identifier.
                 * @example 01KPCR8M00A1B2C3D4E5F6G7H8
                 */
                id: components["parameters"]["ApplicationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BuyerEntry"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    "Content-Language": components["headers"]["ContentLanguage"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SellerApplication"];
                };
            };
            400: components["responses"]["invalid-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            409: components["responses"]["not-awaited"];
            413: components["responses"]["too-large"];
            415: components["responses"]["unsupported-media-type"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    getSellerDocument: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The language of every text meant for people; Kazakh unless another is asked for.
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The application’s identifier.
                 * @example 01KPCR8M00A1B2C3D4E5F6G7H8
                 */
                id: components["parameters"]["ApplicationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    "Content-Language": components["headers"]["ContentLanguage"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SellerDocument"];
                };
            };
            400: components["responses"]["invalid-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    signAsSeller: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The language of every text meant for people; Kazakh unless another is asked for.
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The application’s identifier.
                 * @example 01KPCR8M00A1B2C3D4E5F6G7H8
                 */
                id: components["parameters"]["ApplicationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Signature"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    "Content-Language": components["headers"]["ContentLanguage"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SellerApplication"];
                };
            };
            400: components["responses"]["invalid-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            409: components["responses"]["not-awaited"];
            413: components["responses"]["too-large"];
            415: components["responses"]["unsupported-media-type"];
            422: components["responses"]["signature-invalid"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    listNotices: {
        parameters: {
            query?: {
                /** @description How many to show at the most */
                limit?: number;
                /** @description The `cursor` of the page before; opaque */
                cursor?: string;
            };
            header?: {
                /**
                 * @description The language of every text meant for people; Kazakh unless another is asked for.
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    "Content-Language": components["headers"]["ContentLanguage"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["CabinetNotice"][];
                        /** @description Where the next page begins; absent on the last page */
                        cursor?: string;
                    };
                };
            };
            400: components["responses"]["invalid-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    listBuyerApplications: {
        parameters: {
            query?: {
                /** @description How many to show at the most */
                limit?: number;
                /** @description The `cursor` of the page before; opaque */
                cursor?: string;
                /** @description Only those that stand so */
                status?: "checking" | "awaiting-vehicle" | "awaiting-buyer" | "awaiting-seller-signature" | "awaiting-consent" | "awaiting-resubmission" | "awaiting-pickup" | "awaiting-phone" | "awaiting-payment" | "awaiting-buyer-signature" | "in-registration" | "in-printing" | "ready-for-collection" | "ticket-issued" | "suspended" | "registered" | "refused" | "declined" | "withdrawn" | "expired" | "pilot-ended";
            };
            header?: {
                /**
                 * @description The language of every text meant for people; Kazakh unless another is asked for.
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    "Content-Language": components["headers"]["ContentLanguage"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["BuyerSummary"][];
                        /** @description Where the next page begins; absent on the last page */
                        cursor?: string;
                    };
                };
            };
            400: components["responses"]["invalid-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    getBuyerApplication: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The language of every text meant for people; Kazakh unless another is asked for.
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description The `ETag` that the caller knows: while nothing has changed the answer is 304.
                 * @example "12-en"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
                /**
                 * @description `wait=N` with `If-None-Match`: wait up to N seconds (20 at the most) for a change (RFC 7240).
                 * @example wait=20
                 */
                Prefer?: components["parameters"]["Prefer"];
            };
            path: {
                /**
                 * @description The application’s identifier.
                 * @example 01KPCR8M00A1B2C3D4E5F6G7H8
                 */
                id: components["parameters"]["ApplicationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    "Content-Language": components["headers"]["ContentLanguage"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BuyerApplication"];
                };
            };
            /** @description Nothing has changed */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    decideConsent: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The language of every text meant for people; Kazakh unless another is asked for.
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The application’s identifier.
                 * @example 01KPCR8M00A1B2C3D4E5F6G7H8
                 */
                id: components["parameters"]["ApplicationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Consent"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    "Content-Language": components["headers"]["ContentLanguage"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BuyerApplication"];
                };
            };
            400: components["responses"]["invalid-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            409: components["responses"]["not-awaited"];
            413: components["responses"]["too-large"];
            415: components["responses"]["unsupported-media-type"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    resubmit: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The language of every text meant for people; Kazakh unless another is asked for.
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The application’s identifier.
                 * @example 01KPCR8M00A1B2C3D4E5F6G7H8
                 */
                id: components["parameters"]["ApplicationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    "Content-Language": components["headers"]["ContentLanguage"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BuyerApplication"];
                };
            };
            400: components["responses"]["invalid-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            409: components["responses"]["not-awaited"];
            413: components["responses"]["too-large"];
            415: components["responses"]["unsupported-media-type"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    choosePickup: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The language of every text meant for people; Kazakh unless another is asked for.
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The application’s identifier.
                 * @example 01KPCR8M00A1B2C3D4E5F6G7H8
                 */
                id: components["parameters"]["ApplicationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PickupChoice"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    "Content-Language": components["headers"]["ContentLanguage"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BuyerApplication"];
                };
            };
            400: components["responses"]["invalid-request.plate-number-not-choosable"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            409: components["responses"]["not-awaited"];
            413: components["responses"]["too-large"];
            415: components["responses"]["unsupported-media-type"];
            422: components["responses"]["centre-unknown.plate-kind-not-available"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    enterPhone: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The language of every text meant for people; Kazakh unless another is asked for.
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The application’s identifier.
                 * @example 01KPCR8M00A1B2C3D4E5F6G7H8
                 */
                id: components["parameters"]["ApplicationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PhoneEntry"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    "Content-Language": components["headers"]["ContentLanguage"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BuyerApplication"];
                };
            };
            400: components["responses"]["invalid-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            409: components["responses"]["not-awaited"];
            413: components["responses"]["too-large"];
            415: components["responses"]["unsupported-media-type"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    getBuyerDocument: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The language of every text meant for people; Kazakh unless another is asked for.
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The application’s identifier.
                 * @example 01KPCR8M00A1B2C3D4E5F6G7H8
                 */
                id: components["parameters"]["ApplicationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    "Content-Language": components["headers"]["ContentLanguage"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BuyerDocument"];
                };
            };
            400: components["responses"]["invalid-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    signAsBuyer: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The language of every text meant for people; Kazakh unless another is asked for.
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The application’s identifier.
                 * @example 01KPCR8M00A1B2C3D4E5F6G7H8
                 */
                id: components["parameters"]["ApplicationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Signature"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    "Content-Language": components["headers"]["ContentLanguage"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BuyerApplication"];
                };
            };
            400: components["responses"]["invalid-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            409: components["responses"]["not-awaited"];
            413: components["responses"]["too-large"];
            415: components["responses"]["unsupported-media-type"];
            422: components["responses"]["signature-invalid"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    getJournal: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The language of every text meant for people; Kazakh unless another is asked for.
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The application’s identifier.
                 * @example 01KPCR8M00A1B2C3D4E5F6G7H8
                 */
                id: components["parameters"]["ApplicationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    "Content-Language": components["headers"]["ContentLanguage"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["JournalEntry"][];
                    };
                };
            };
            400: components["responses"]["invalid-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    notifyPayment: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The language of every text meant for people; Kazakh unless another is asked for.
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PaymentNotification"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    "Content-Language": components["headers"]["ContentLanguage"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The application’s identifier, a ULID
                         * @example 01KPCR8M00A1B2C3D4E5F6G7H8
                         */
                        applicationId: string;
                        paymentId: string;
                        /** @enum {string} */
                        status: "paid" | "failed";
                    };
                };
            };
            400: components["responses"]["invalid-request"];
            401: components["responses"]["unauthenticated"];
            404: components["responses"]["not-found"];
            409: components["responses"]["not-awaited"];
            413: components["responses"]["too-large"];
            415: components["responses"]["unsupported-media-type"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    listPoliceApplications: {
        parameters: {
            query?: {
                /** @description How many to show at the most */
                limit?: number;
                /** @description The `cursor` of the page before; opaque */
                cursor?: string;
                /** @description Only those that stand so */
                status?: "in-registration";
            };
            header?: {
                /**
                 * @description The language of every text meant for people; Kazakh unless another is asked for.
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    "Content-Language": components["headers"]["ContentLanguage"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["BuyerSummary"][];
                        /** @description Where the next page begins; absent on the last page */
                        cursor?: string;
                    };
                };
            };
            400: components["responses"]["invalid-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    getPoliceApplication: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The language of every text meant for people; Kazakh unless another is asked for.
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description The `ETag` that the caller knows: while nothing has changed the answer is 304.
                 * @example "12-en"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
                /**
                 * @description `wait=N` with `If-None-Match`: wait up to N seconds (20 at the most) for a change (RFC 7240).
                 * @example wait=20
                 */
                Prefer?: components["parameters"]["Prefer"];
            };
            path: {
                /**
                 * @description The application’s identifier.
                 * @example 01KPCR8M00A1B2C3D4E5F6G7H8
                 */
                id: components["parameters"]["ApplicationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    "Content-Language": components["headers"]["ContentLanguage"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dossier"];
                };
            };
            /** @description Nothing has changed */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    decide: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The language of every text meant for people; Kazakh unless another is asked for.
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The application’s identifier.
                 * @example 01KPCR8M00A1B2C3D4E5F6G7H8
                 */
                id: components["parameters"]["ApplicationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Decision"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    "Content-Language": components["headers"]["ContentLanguage"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BuyerApplication"];
                };
            };
            400: components["responses"]["invalid-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            409: components["responses"]["not-awaited"];
            413: components["responses"]["too-large"];
            415: components["responses"]["unsupported-media-type"];
            422: components["responses"]["plate-in-high-demand"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    listPrintingOrders: {
        parameters: {
            query?: {
                /** @description How many to show at the most */
                limit?: number;
                /** @description The `cursor` of the page before; opaque */
                cursor?: string;
            };
            header?: {
                /**
                 * @description The language of every text meant for people; Kazakh unless another is asked for.
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    "Content-Language": components["headers"]["ContentLanguage"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["PrintingOrder"][];
                        /** @description Where the next page begins; absent on the last page */
                        cursor?: string;
                    };
                };
            };
            400: components["responses"]["invalid-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    completePrinting: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The language of every text meant for people; Kazakh unless another is asked for.
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The application’s identifier.
                 * @example 01KPCR8M00A1B2C3D4E5F6G7H8
                 */
                id: components["parameters"]["ApplicationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    "Content-Language": components["headers"]["ContentLanguage"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrintingOrder"];
                };
            };
            400: components["responses"]["invalid-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            409: components["responses"]["not-awaited"];
            413: components["responses"]["too-large"];
            415: components["responses"]["unsupported-media-type"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    listCentreApplications: {
        parameters: {
            query?: {
                /** @description How many to show at the most */
                limit?: number;
                /** @description The `cursor` of the page before; opaque */
                cursor?: string;
                /** @description Only those that stand so */
                status?: "ready-for-collection" | "ticket-issued" | "registered";
            };
            header?: {
                /**
                 * @description The language of every text meant for people; Kazakh unless another is asked for.
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    "Content-Language": components["headers"]["ContentLanguage"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["CentreApplication"][];
                        /** @description Where the next page begins; absent on the last page */
                        cursor?: string;
                    };
                };
            };
            400: components["responses"]["invalid-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    getCentreApplication: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The language of every text meant for people; Kazakh unless another is asked for.
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description The `ETag` that the caller knows: while nothing has changed the answer is 304.
                 * @example "12-en"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
                /**
                 * @description `wait=N` with `If-None-Match`: wait up to N seconds (20 at the most) for a change (RFC 7240).
                 * @example wait=20
                 */
                Prefer?: components["parameters"]["Prefer"];
            };
            path: {
                /**
                 * @description The application’s number, as the buyer shows it.
                 * @example 260417-4830-13
                 */
                number: components["parameters"]["ApplicationNumber"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    "Content-Language": components["headers"]["ContentLanguage"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CentreApplication"];
                };
            };
            /** @description Nothing has changed */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    issueQueueTicket: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The language of every text meant for people; Kazakh unless another is asked for.
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The application’s number, as the buyer shows it.
                 * @example 260417-4830-13
                 */
                number: components["parameters"]["ApplicationNumber"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QueueTicketRequest"];
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    "Content-Language": components["headers"]["ContentLanguage"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        ticket: string;
                        window?: string;
                    };
                };
            };
            400: components["responses"]["invalid-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            409: components["responses"]["not-awaited.person-mismatch"];
            413: components["responses"]["too-large"];
            415: components["responses"]["unsupported-media-type"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    handOver: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The language of every text meant for people; Kazakh unless another is asked for.
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The application’s number, as the buyer shows it.
                 * @example 260417-4830-13
                 */
                number: components["parameters"]["ApplicationNumber"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HandOver"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    "Content-Language": components["headers"]["ContentLanguage"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CentreApplication"];
                };
            };
            400: components["responses"]["invalid-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            409: components["responses"]["not-awaited.person-mismatch.hand-over-mismatch"];
            413: components["responses"]["too-large"];
            415: components["responses"]["unsupported-media-type"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    listCentres: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The language of every text meant for people; Kazakh unless another is asked for.
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    "Content-Language": components["headers"]["ContentLanguage"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Centre"][];
                    };
                };
            };
            400: components["responses"]["invalid-request"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    listPlateKinds: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The language of every text meant for people; Kazakh unless another is asked for.
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    "Content-Language": components["headers"]["ContentLanguage"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            code: string;
                            name: string;
                        }[];
                    };
                };
            };
            400: components["responses"]["invalid-request"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    quoteFees: {
        parameters: {
            query: {
                /** @description The vehicle’s category */
                category: string;
                /** @description The calendar year of manufacture */
                year: number;
                engine: "petrol" | "diesel" | "gas" | "hybrid" | "electric";
                /** @description A code of `GET /plate-kinds` that fits the category; the usual one for it unless given */
                plateKind?: string;
                /** @description The day of payment; today unless given */
                on?: string;
            };
            header?: {
                /**
                 * @description The language of every text meant for people; Kazakh unless another is asked for.
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    "Content-Language": components["headers"]["ContentLanguage"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["FeeItem"][];
                        /**
                         * @description Whole tenge
                         * @example 18597
                         */
                        total: number;
                        /**
                         * @description The monthly calculation index of the day, in tenge
                         * @example 4325
                         */
                        mci: number;
                        /** @constant */
                        currency: "KZT";
                    };
                };
            };
            400: components["responses"]["invalid-request"];
            422: components["responses"]["plate-kind-not-available"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    getPilot: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The language of every text meant for people; Kazakh unless another is asked for.
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    "Content-Language": components["headers"]["ContentLanguage"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        open: boolean;
                        /**
                         * Format: date-time
                         * @description The first moment after the pilot
                         * @example 2026-04-17T10:30:00+05:00
                         */
                        endsAt: string;
                        /** @description Whether the end was moved beyond the order’s own */
                        extended: boolean;
                    };
                };
            };
            400: components["responses"]["invalid-request"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The language of every text meant for people; Kazakh unless another is asked for.
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    "Content-Language": components["headers"]["ContentLanguage"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "ok";
                    };
                };
            };
            400: components["responses"]["invalid-request"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    getOpenApi: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The language of every text meant for people; Kazakh unless another is asked for.
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    "Content-Language": components["headers"]["ContentLanguage"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["invalid-request"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
}
