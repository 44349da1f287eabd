using System.Text.Json.Nodes;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Microsoft.Extensions.Configuration;
using Purchases.Functions.Startup;

namespace Purchases.Functions.Kafka;

/// <summary>Applies settings to the functions' Kafka bindings before the host reads them: attributes are fixed at compile time.</summary>
internal sealed class KafkaBindings(IConfiguration configuration) : IFunctionMetadataTransformer
{
    private readonly EnabledFunctions _enabled = new(configuration);

    public string Name => nameof(KafkaBindings);

    public void Transform(IList<IFunctionMetadata> original)
    {
        // Settings that no enabled function needs aren't validated. The metadata contains all functions, also those that are switched off.
        var security = _enabled.NeedTopic ? KafkaSecurity.Read(configuration) : null;
        var isConfirmed = _enabled.Publish && KafkaSettings.IsConfirmed(configuration);
        foreach (var bindings in original.Select(function => function.RawBindings).OfType<IList<string>>())
        {
            for (var i = bindings.Count - 1; i >= 0; i--)
            {
                var binding = JsonNode.Parse(bindings[i])!.AsObject();
                var type = (string?)binding["type"];
                if (type is not ("kafkaTrigger" or "kafka")) continue;

                // The worker's own producer replaces the output binding.
                if (isConfirmed && type == "kafka") bindings.RemoveAt(i);
                else if (security is not null) bindings[i] = security.Secured(binding);
            }
        }
    }
}
