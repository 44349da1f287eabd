using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Purchases.Core.Http;

/// <summary>The one place that maps what went wrong to HTTP: RFC 9457 problem details, <c>application/problem+json</c>.</summary>
public static class Problem
{
    public static IResult BadRequest(string detail) => Of(StatusCodes.Status400BadRequest, detail);

    public static IResult Unauthorized(string detail) => Of(StatusCodes.Status401Unauthorized, detail);

    public static IResult Forbidden(string detail) => Of(StatusCodes.Status403Forbidden, detail);

    public static IResult NotFound(string detail) => Of(StatusCodes.Status404NotFound, detail);

    public static IResult Conflict(string detail) => Of(StatusCodes.Status409Conflict, detail);

    public static IResult TooLarge(string detail) => Of(StatusCodes.Status413PayloadTooLarge, detail);

    public static IResult UnsupportedMediaType(string detail) => Of(StatusCodes.Status415UnsupportedMediaType, detail);

    public static IResult BadGateway(string detail) => Of(StatusCodes.Status502BadGateway, detail);

    public static IResult GatewayTimeout(string detail) => Of(StatusCodes.Status504GatewayTimeout, detail);

    /// <summary>A body that isn't what it should be: 400 when it isn't JSON, 422 with its wrong members when it is.</summary>
    /// <param name="refusal">What can't be done, in words before a colon.</param>
    public static IResult Unreadable(Json.ReadFault fault, string refusal = "The purchase can't be taken") => fault.Errors is null
        ? BadRequest($"The body can't be read: {fault.Detail}.")
        : TypedResults.Problem(new HttpValidationProblemDetails(fault.Errors)
        {
            Status = StatusCodes.Status422UnprocessableEntity,
            Title = "Unprocessable Content",
            Detail = $"{refusal}: {fault.Detail}.",
        });

    /// <summary>503 with Retry-After: the same call may work later. Nothing was taken or changed unless the detail says so.</summary>
    public static IResult Unavailable(string detail) => new RetryLater(Of(StatusCodes.Status503ServiceUnavailable, detail));

    /// <summary>A problem of any status, for what a host answers by itself.</summary>
    public static ProblemHttpResult Of(int status, string detail) => TypedResults.Problem(new ProblemDetails
    {
        Status = status,
        Title = Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status),
        Detail = detail,
    });

    private sealed class RetryLater(IResult problem) : IResult
    {
        private const string RetryAfterSeconds = "1";

        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.RetryAfter = RetryAfterSeconds;
            return problem.ExecuteAsync(httpContext);
        }
    }
}
