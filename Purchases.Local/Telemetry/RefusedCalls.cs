using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Purchases.Core.Telemetry;

namespace Purchases.Local.Telemetry;

/// <summary>
/// Counts the calls that were answered with an error, by function and status. The host counts them, because it rejects some calls before a
/// function runs.
/// </summary>
internal sealed class RefusedCalls(IMeterFactory meters)
{
    public const string Instrument = "purchases.refused";

    public const string FunctionTag = "faas.name";

    public const string StatusTag = "http.response.status_code";

    private readonly Counter<long> _refused = meters.Create(PurchaseTelemetry.Name).CreateCounter<long>(
        Instrument, "{call}", "Calls answered with 4xx or 5xx.");

    public void Answered(string function, int status)
    {
        if (status >= StatusCodes.Status400BadRequest) _refused.Add(1, new(FunctionTag, function), new(StatusTag, status));
    }
}
