using Microsoft.AspNetCore.Http;

namespace Purchases.Core.Telemetry;

/// <summary>An answer that is counted when it is given.</summary>
internal sealed class CountedResult(IResult answer, Action count) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        count();
        return answer.ExecuteAsync(httpContext);
    }
}
