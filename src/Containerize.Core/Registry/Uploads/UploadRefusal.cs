using System.Net;
using Containerize.Registry.Http;

namespace Containerize.Registry.Uploads;

/// <summary>What the refusal of an upload's request means for another try at it.</summary>
internal enum UploadRefusal
{
    /// <summary>There is no registry or no right: nothing changes that.</summary>
    Final,

    /// <summary>The registry does not want what it got; where that was part of a broken upload, it may want a whole one.</summary>
    Content,

    /// <summary>The registry has forgotten the upload.</summary>
    Forgotten,

    /// <summary>The limit is for one request, and does not concern smaller ones.</summary>
    TooLarge,

    /// <summary>The registry, or a proxy, has no part for such a request.</summary>
    Manner,
}

internal static class UploadRefusals
{
    public static UploadRefusal From(RegistryFailure failure) =>
        failure.Status switch
        {
            null or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => UploadRefusal.Final,
            HttpStatusCode.NotFound => failure.ErrorCode == "NAME_UNKNOWN" ? UploadRefusal.Final : UploadRefusal.Forgotten,
            HttpStatusCode.RequestEntityTooLarge => UploadRefusal.TooLarge,
            HttpStatusCode.MethodNotAllowed
            or HttpStatusCode.LengthRequired
            or HttpStatusCode.UnsupportedMediaType
            or HttpStatusCode.RequestedRangeNotSatisfiable
            or HttpStatusCode.NotImplemented => UploadRefusal.Manner,

            // BLOB_UPLOAD_INVALID, for chunks that are too small, and much else that has no code of its own.
            HttpStatusCode.BadRequest
                when failure.ErrorCode is not ("DIGEST_INVALID" or "NAME_INVALID" or "NAME_UNKNOWN" or "DENIED" or "TOOMANYREQUESTS") =>
                UploadRefusal.Manner,
            _ => UploadRefusal.Content,
        };
}
