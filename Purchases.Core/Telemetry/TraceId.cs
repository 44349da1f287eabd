using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Purchases.Core.Telemetry;

/// <summary>The id by which a person finds a call in the logs.</summary>
public static class TraceId
{
    /// <summary>The trace that the caller or this process has begun; where there is none, the web server's own id of the call.</summary>
    public static string Of(HttpContext context) =>
        (TraceParent.Of(context.Request.Headers)?.TraceId ?? Activity.Current?.TraceId)?.ToHexString() ?? context.TraceIdentifier;
}
