using System.Text.Json.Nodes;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Microsoft.Extensions.Configuration;

namespace Purchases.Functions.Startup;

/// <summary>
/// Changes the functions' Kafka bindings before the host learns of them, as settings say and an attribute can't: it is fixed when the
/// program is compiled.
/// </summary>
internal sealed class KafkaBindings(IConfiguration configuration) : IFunctionMetadataTransformer
{
    private readonly KafkaSecurity? _security = KafkaSecurity.Read(configuration);
    private readonly bool _isConfirmed = KafkaDelivery.IsConfirmed(configuration);

    public string Name => nameof(KafkaBindings);

    public void Transform(IList<IFunctionMetadata> original)
    {
        foreach (var bindings in original.Select(function => function.RawBindings).OfType<IList<string>>())
        {
            for (var i = bindings.Count - 1; i >= 0; i--)
            {
                if (JsonNode.Parse(bindings[i]) is not JsonObject binding || (string?)binding["type"] is not ("kafkaTrigger" or "kafka")) continue;

                // The worker's own producer takes its place: the host needs none.
                if (_isConfirmed && (string?)binding["type"] == "kafka")
                {
                    bindings.RemoveAt(i);
                    continue;
                }

                if (_security is null) continue;
                _security.ApplyTo(binding);
                bindings[i] = binding.ToJsonString();
            }
        }
    }
}
