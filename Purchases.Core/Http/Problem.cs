using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Purchases.Core.Json;
using Purchases.Core.Telemetry;

namespace Purchases.Core.Http;

/// <summary>
/// The one place that maps what went wrong to HTTP: RFC 9457 problem details, <c>application/problem+json</c>, each with the trace id by
/// which a person finds the call in the logs.
/// </summary>
public static partial class Problem
{
    public static IResult BadRequest(string detail) => Of(StatusCodes.Status400BadRequest, detail);

    /// <summary>A query parameter that can't be right.</summary>
    /// <param name="fault">A phrase that follows the parameter's name.</param>
    public static IResult BadQuery(string parameter, string fault) =>
        OfErrors(StatusCodes.Status400BadRequest, $"{parameter} {fault}",
            new Dictionary<string, string[]>(StringComparer.Ordinal) { [parameter] = [fault] });

    public static IResult Unauthorized(string detail) => Of(StatusCodes.Status401Unauthorized, detail);

    public static IResult Forbidden(string detail) => Of(StatusCodes.Status403Forbidden, detail);

    public static IResult NotFound(string detail) => Of(StatusCodes.Status404NotFound, detail);

    public static IResult Conflict(string detail) => Of(StatusCodes.Status409Conflict, detail);

    public static IResult TooLarge(string detail) => Of(StatusCodes.Status413PayloadTooLarge, detail);

    public static IResult UnsupportedMediaType(string detail) => Of(StatusCodes.Status415UnsupportedMediaType, detail);

    public static IResult BadGateway(string detail) => Of(StatusCodes.Status502BadGateway, detail);

    public static IResult GatewayTimeout(string detail) => Of(StatusCodes.Status504GatewayTimeout, detail);

    /// <summary>A body that isn't what it should be: 422 with its wrong members where the fault names any, 400 otherwise.</summary>
    /// <param name="refusal">What can't be done, in words before a colon.</param>
    public static IResult Unreadable(ReadFault fault, string refusal = "The purchase can't be taken") => fault.Errors is null
        ? BadRequest($"The body can't be read: {fault.Detail}.")
        : OfErrors(StatusCodes.Status422UnprocessableEntity, $"{refusal}: {fault.Detail}.", fault.Errors);

    /// <summary>503 with Retry-After: the same call may work later. A write whose reply got lost may have been done all the same.</summary>
    public static IResult Unavailable(string detail) => Of(StatusCodes.Status503ServiceUnavailable, detail);

    /// <summary>
    /// The answer to a call that ended in an exception. One that is a bug is logged with the call's trace id; its message isn't shown.
    /// </summary>
    /// <param name="function">The function that was called.</param>
    /// <param name="cancellationToken">Cancelled when the call is to end early.</param>
    public static IResult Of(
        Exception exception, HttpContext httpContext, string function, ILogger logger, CancellationToken cancellationToken)
    {
        switch (exception)
        {
            case ConnectionResetException:
            case OperationCanceledException or IOException
                when httpContext.RequestAborted.IsCancellationRequested || cancellationToken.IsCancellationRequested:
                // The client has disconnected: nobody is left to answer.
                return Results.Empty;
            case BadHttpRequestException bad:
                // The web server's own, while it read the body: incomplete, too slow, malformed chunks.
                return Of(bad.StatusCode, $"The request can't be read: {bad.Message}");
            case IOException { InnerException: OverflowException }:
                // A chunk whose size doesn't fit, for which the web server has no exception of its own.
                return BadRequest("The request can't be read: a chunk's size is out of range.");
            case UnavailableException unavailable:
                return Unavailable(unavailable.Message);
            default:
                LogUnhandled(logger, exception, function, TraceId.Of(httpContext));
                return Of(StatusCodes.Status500InternalServerError, "An unhandled exception occurred; the log has it under this trace id.");
        }
    }

    /// <summary>A problem of any status, for what a host answers by itself.</summary>
    public static IResult Of(int status, string detail) => Of(new ProblemDetails { Status = status, Detail = detail });

    private static Answer OfErrors(int status, string detail, IReadOnlyDictionary<string, string[]> errors) =>
        Of(new HttpValidationProblemDetails(errors) { Status = status, Detail = detail });

    // RFC 9110's names throughout: ASP.NET Core still has those of older ones for two of them.
    private static Answer Of(ProblemDetails problem)
    {
        problem.Title = problem.Status switch
        {
            StatusCodes.Status413PayloadTooLarge => "Content Too Large",
            StatusCodes.Status422UnprocessableEntity => "Unprocessable Content",
            var status => ReasonPhrases.GetReasonPhrase(status!.Value),
        };
        if (problem.Status == StatusCodes.Status422UnprocessableEntity)
            problem.Type = "https://tools.ietf.org/html/rfc9110#section-15.5.21";
        return new(problem);
    }

    [LoggerMessage(10, LogLevel.Error, "Function {Function} failed with an unhandled exception, trace id {TraceId}")]
    private static partial void LogUnhandled(ILogger logger, Exception exception, string function, string traceId);

    // It shows no public properties: a host may serialise every result once more.
    private sealed class Answer(ProblemDetails problem) : IResult
    {
        private const string RetryAfterSeconds = "1";

        public Task ExecuteAsync(HttpContext httpContext)
        {
            if (problem.Status == StatusCodes.Status503ServiceUnavailable) httpContext.Response.Headers.RetryAfter = RetryAfterSeconds;
            problem.Extensions["traceId"] = TraceId.Of(httpContext);
            return TypedResults.Problem(problem).ExecuteAsync(httpContext);
        }
    }
}
