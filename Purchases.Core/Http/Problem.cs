using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Purchases.Core.Json;
using Purchases.Core.Telemetry;

namespace Purchases.Core.Http;

/// <summary>
/// An error as an answer, and the one place that maps errors to HTTP: RFC 9457 problem details, <c>application/problem+json</c>, each with
/// the trace id by which a person finds the call in the logs.
/// </summary>
public sealed partial class Problem : IResult
{
    // A field: a host may serialise a result's public properties.
    private readonly ProblemDetails _details;

    private Problem(int status, string detail, IReadOnlyDictionary<string, string[]>? errors = null)
    {
        _details = errors is null ? new ProblemDetails() : new HttpValidationProblemDetails(errors);
        _details.Status = status;
        _details.Detail = detail;

        // The names of RFC 9110: ASP.NET Core has older ones for two of them.
        _details.Title = status switch
        {
            StatusCodes.Status413PayloadTooLarge => "Content Too Large",
            StatusCodes.Status422UnprocessableEntity => "Unprocessable Content",
            _ => ReasonPhrases.GetReasonPhrase(status),
        };
        if (status == StatusCodes.Status422UnprocessableEntity) _details.Type = "https://tools.ietf.org/html/rfc9110#section-15.5.21";
    }

    public static Problem BadRequest(string detail) => new(StatusCodes.Status400BadRequest, detail);

    /// <summary>An invalid query parameter.</summary>
    /// <param name="fault">A phrase that follows the parameter's name.</param>
    public static Problem BadQuery(string parameter, string fault) => new(
        StatusCodes.Status400BadRequest,
        $"{parameter} {fault}",
        new Dictionary<string, string[]>(StringComparer.Ordinal) { [parameter] = [fault] });

    public static Problem Unauthorized(string detail) => new(StatusCodes.Status401Unauthorized, detail);

    public static Problem Forbidden(string detail) => new(StatusCodes.Status403Forbidden, detail);

    public static Problem NotFound(string detail) => new(StatusCodes.Status404NotFound, detail);

    public static Problem Conflict(string detail) => new(StatusCodes.Status409Conflict, detail);

    public static Problem TooLarge(string detail) => new(StatusCodes.Status413PayloadTooLarge, detail);

    public static Problem UnsupportedMediaType(string detail) => new(StatusCodes.Status415UnsupportedMediaType, detail);

    public static Problem BadGateway(string detail) => new(StatusCodes.Status502BadGateway, detail);

    public static Problem GatewayTimeout(string detail) => new(StatusCodes.Status504GatewayTimeout, detail);

    /// <summary>An invalid body: 422 with its wrong members if the fault names any, 400 otherwise.</summary>
    /// <param name="refusal">What is wrong in general, in words before a colon.</param>
    public static Problem Unreadable(ReadFault fault, string refusal = "The purchase is not valid") => fault.Errors is null
        ? BadRequest($"The body can't be read: {fault.Detail}.")
        : new(StatusCodes.Status422UnprocessableEntity, $"{refusal}: {fault.Detail}.", fault.Errors);

    /// <summary>503 with Retry-After: the same call may succeed later. A write may have been done, if only its reply was lost.</summary>
    public static Problem Unavailable(string detail) => new(StatusCodes.Status503ServiceUnavailable, detail);

    /// <summary>
    /// The answer to a call that ended in an exception. An exception that is a bug is logged with the call's trace ID; its message isn't
    /// shown to the caller.
    /// </summary>
    /// <param name="function">The function that was called.</param>
    /// <param name="cancellationToken">Cancelled when the host ends the call early.</param>
    public static IResult Of(
        Exception exception, HttpContext httpContext, string function, ILogger logger, CancellationToken cancellationToken)
    {
        switch (exception)
        {
            case ConnectionResetException:
            case OperationCanceledException or IOException
                when httpContext.RequestAborted.IsCancellationRequested || cancellationToken.IsCancellationRequested:
                // The client has disconnected: nobody waits for an answer, and the server must not try to read the rest of the body.
                httpContext.Abort();
                return Results.Empty;
            case BadHttpRequestException bad:
                // From the web server, while it read the body: incomplete, too slow, or malformed chunks.
                return Of(bad.StatusCode, $"The request can't be read: {bad.Message}");
            case IOException { InnerException: OverflowException }:
                // A chunk size that is out of range, for which the web server has no exception of its own.
                return BadRequest("The request can't be read: a chunk's size is out of range.");
            case UnavailableException unavailable:
                return Unavailable(unavailable.Message);
            default:
                LogUnhandled(logger, exception, function, TraceId.Of(httpContext));
                return Of(
                    StatusCodes.Status500InternalServerError, "An unhandled exception occurred. The log contains it under this trace ID.");
        }
    }

    /// <summary>A problem of any status.</summary>
    public static Problem Of(int status, string detail) => new(status, detail);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        // In seconds.
        if (_details.Status == StatusCodes.Status503ServiceUnavailable) httpContext.Response.Headers.RetryAfter = "1";
        _details.Extensions["traceId"] = TraceId.Of(httpContext);
        return TypedResults.Problem(_details).ExecuteAsync(httpContext);
    }

    [LoggerMessage(10, LogLevel.Error, "Function {Function} failed with an unhandled exception, trace id {TraceId}")]
    private static partial void LogUnhandled(ILogger logger, Exception exception, string function, string traceId);
}
